package npy

import (
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/npygo/npygo/header"
)

// A draft is the dtype that a Go type is written as, but for what depends on
// the data and on options.
type draft struct {
	form  form
	typ   reflect.Type
	dtype header.DType // of what is neither record nor array; the zero DType: still open
	path  string       // the field in the file
	text  int          // of an open text: its number among them

	fields []draftField // of a record
	align  bool
	elem   *draft // of an array of n
	n      int
}

type draftField struct {
	draft
	name  string
	blank bool
	mem   int
	index []int
}

// recordDraft is the draft of a struct type.
type recordDraft struct {
	draft
	texts []leaf          // the open texts: where they are in memory
	fixed [2]header.DType // where nothing is open: little-endian, big-endian
	err   error
}

var recordDrafts sync.Map // of reflect.Type to *recordDraft

// recordDraftOf makes the draft of each type once.
func recordDraftOf(t reflect.Type) *recordDraft {
	if known, ok := recordDrafts.Load(t); ok {
		return known.(*recordDraft)
	}
	r := new(recordDraft)
	r.draft, r.err = draw(t, header.DType{}, "", false)
	if r.err == nil {
		r.texts = r.number(nil, 0, nil)
		if !r.open() {
			r.fixed[0], r.err = (&choices{options: new(options)}).record(&r.draft)
			r.fixed[1] = r.fixed[0].WithByteOrder(header.BigEndian)
		}
	}
	known, _ := recordDrafts.LoadOrStore(t, r)
	return known.(*recordDraft)
}

// draw makes a draft of t. descr is from the tag of the field.
func draw(t reflect.Type, descr header.DType, path string, align bool) (draft, error) {
	d := draft{typ: t, path: path, dtype: descr, align: align}
	e, numeric := elementOfType(t)
	switch {
	case numeric && !descr.IsValid():
		d.form, d.dtype = formPlain, e.dtype
	case numeric, isByteArray(t) && descr.IsValid(), t == reflect.TypeFor[Datetime64](), t == reflect.TypeFor[Timedelta64]():
		d.form = formPlain
	case isTime(t):
		d.form = formTime
	case t == reflect.TypeFor[time.Duration]():
		d.form = formDuration
	case t.Kind() == reflect.String:
		d.form = formText
	case isBytes(t):
		d.form = formBytes
	case t.Kind() == reflect.Array:
		elem, err := draw(t.Elem(), descr, path, align)
		d.form, d.elem, d.n = formArray, &elem, t.Len()
		return d, err
	case t.Kind() == reflect.Struct && !descr.IsValid():
		d.form = formRecord
		return d, d.drawFields()
	default:
		return d, noDType(path, t, "nothing in a file stands for it; the tag `npy:\"-\"` leaves a field out")
	}
	if d.dtype.IsValid() {
		if _, _, ok := matchLeaf(t, d.dtype); !ok {
			return d, noDType(path, t, fmt.Sprintf("it is not what '%s', in the tag, stands for", d.dtype))
		}
	}
	return d, nil
}

func noDType(path string, t reflect.Type, why string) error {
	return fieldError(path, &DTypeError{Type: t.String(), Why: why})
}

func (d *draft) drawFields() error {
	info, err := structInfoOf(d.typ)
	if err != nil {
		return noDType(d.path, d.typ, err.Error())
	}
	d.align = d.align || info.align
	for _, g := range info.fields {
		f, err := draw(g.typ, g.descr, joinPath(d.path, g.name), d.align)
		switch {
		case !g.blank && err != nil:
			return err
		case g.blank && (err != nil || f.open() || !d.align):
			continue // no padding
		}
		d.fields = append(d.fields, draftField{draft: f, name: g.name, blank: g.blank, mem: g.offset, index: g.index})
	}
	return nil
}

// open tells that something of d depends on options or on the data.
func (d *draft) open() bool {
	switch d.form {
	case formArray:
		return d.elem.open()
	case formRecord:
		for i := range d.fields {
			if d.fields[i].open() {
				return true
			}
		}
		return false
	}
	return !d.dtype.IsValid()
}

// number counts the open texts, and adds them to list. d lies at mem, as often
// as reps say.
func (d *draft) number(list []leaf, mem int, reps []rep) []leaf {
	switch {
	case d.form == formArray:
		inner := append([]rep{{n: d.n, to: int(d.elem.typ.Size())}}, reps...)
		return d.elem.number(list, mem, inner)
	case d.form == formRecord:
		for i := range d.fields {
			list = d.fields[i].number(list, mem+d.fields[i].mem, reps)
		}
	case (d.form == formText || d.form == formBytes) && d.open():
		d.text = len(list)
		list = append(list, leaf{form: d.form, path: d.path, mem: mem, reps: reps})
	}
	return list
}
