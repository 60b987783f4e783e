package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// A packing is an array on its way into an archive. It is an npy.AnyArray that
// reads its elements when it is written.
type packing struct {
	*array
	key    string
	file   string // that it is in, if it is not in an archive
	label  string // for messages
	head   []byte // the header in the archive
	open   func() (*source, error)
	memory *npy.Raw // not nil: the array itself, which could be read only once
}

// packingsOf looks at what the arguments name. What is odd and no error goes to
// remark. Archives and URLs stay open until done is called.
func packingsOf(args []string, stdin io.Reader, remark func(string)) (all []*packing, done func(), err error) {
	var open []func()
	done = func() {
		for _, close := range open {
			close()
		}
	}
	for _, arg := range args {
		key, file, named := cutKey(arg)
		some, close, err := packingsIn(file, stdin, remark)
		open = append(open, close)
		if err == nil && named && len(some) != 1 {
			err = fmt.Errorf("%s holds %s, which cannot all be called %s: say which one, as %[3]s=%s", shown(file), plural(int64(len(some)), "array"), plainOrQuoted(key), joined(shown(file), "MEMBER"))
		}
		if err != nil {
			return nil, done, err
		}
		if named {
			some[0].key = key
		}
		all = append(all, some...)
	}
	for _, p := range all {
		if p.key == "" {
			return nil, done, fmt.Errorf("%s has no name that an array could have: give it one, as NAME=FILE", p.label)
		}
	}
	return all, done, nil
}

// cutKey takes NAME=FILE apart, unless that is the name of a file, or a mistyped URL, whose
// query would be shown as a file that is not there.
func cutKey(arg string) (key, file string, named bool) {
	if isURL(arg) || there(arg) {
		return "", arg, false
	}
	key, file, named = strings.Cut(arg, "=")
	if !named || strings.ContainsAny(key, "?&") && !isURL(file) && !there(placeOf(file).file) {
		return "", arg, false
	}
	return key, file, true
}

// packingsIn is the arrays in a file: one, or those of an archive. close is called when
// they have been read.
func packingsIn(file string, stdin io.Reader, remark func(string)) (list []*packing, close func(), err error) {
	s, a, err := openArgument(file, stdin)
	if err != nil {
		return nil, func() {}, err
	}
	if a == nil {
		p, err := newPacking(s)
		if err == nil {
			err = p.fromFile(file, s, remark)
		}
		if s.object == nil { // there may be more files than may be open at once
			s.Close()
		}
		return []*packing{p}, func() { s.Close() }, err
	}
	members, err := a.asked()
	if err != nil {
		return nil, a.Close, err
	}
	for _, m := range members {
		p, err := a.packing(m)
		if err != nil {
			return nil, a.Close, err
		}
		list = append(list, p)
	}
	return list, a.Close, nil
}

func (a *archive) packing(m npz.Member) (*packing, error) {
	s, err := a.sourceFor(m, true)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	p, err := newPacking(s)
	if errors.Is(err, header.ErrMagic) {
		return nil, fmt.Errorf("%s is no array, and npy zip makes archives of arrays only: name those that you want, as %s", s.name, joined(a.name, "NAME"))
	}
	if err != nil {
		return nil, err
	}
	p.key = strings.TrimSuffix(m.FullName, ".npy")
	p.open = func() (*source, error) { return a.source(m) }
	return p, nil
}

// newPacking looks at the array with which s begins, or the one that is picked.
func newPacking(s *source) (*packing, error) {
	a, err := s.find(max(s.pick, 0))
	if err != nil {
		return nil, err
	}
	p := &packing{array: a, label: s.label(a.index)}
	if a.size < 0 {
		return nil, fmt.Errorf("%s holds Python objects, which only Python can put into an archive", p.label)
	}
	if err := a.whole(); err != nil {
		return nil, err
	}
	if p.head, err = a.header.AppendBinary(nil); err != nil { // as NumPy writes it: elements begin at a multiple of 64 then
		return nil, located(err, p.label, 0)
	}
	return p, nil
}

// fromFile completes p, which s, an argument that is no archive, begins with.
func (p *packing) fromFile(arg string, s *source, remark func(string)) error {
	p.file = placeOf(arg).file
	if s.object != nil {
		p.key = urlKey(s.name)
		p.open = func() (*source, error) { return s.again(), nil }
		return p.alone(remark)
	}
	if p.file == "-" {
		return p.keep(s)
	}
	p.key = withoutNpy(filepath.Base(p.file))
	p.open = func() (*source, error) {
		s, a, err := openArgument(arg, nil)
		if a != nil {
			a.Close()
			return nil, fmt.Errorf("%s has changed while it was read", arg)
		}
		return s, err
	}
	if s.section == nil {
		return p.keep(s)
	}
	return p.alone(remark)
}

// withoutNpy is what an array in a file of that name is called.
func withoutNpy(name string) string {
	if ext := filepath.Ext(name); strings.EqualFold(ext, ".npy") {
		return strings.TrimSuffix(name, ext)
	}
	return name
}

// alone makes sure that nothing but the array is in a source: what follows would be lost.
func (p *packing) alone(remark func(string)) error {
	s := p.source
	if s.pick >= 0 {
		return nil
	}
	if err := p.skip(); err != nil {
		return err
	}
	if more, err := s.more(); err != nil {
		return err
	} else if more {
		return fmt.Errorf("%s holds several arrays: name one of them, as %[1]s[0], or all, as a=%[1]s[0] b=%[1]s[1]", s.name)
	}
	if rest, err := s.rest(); err != nil || rest > 0 {
		remark(fmt.Sprintf("%s: the %d bytes behind the array are left out", p.label, rest))
		return err
	}
	return nil
}

// keep reads what can be read only once.
func (p *packing) keep(s *source) error {
	data, err := io.ReadAll(io.LimitReader(s, p.size))
	if err == nil && int64(len(data)) < p.size {
		err = p.truncated(int64(len(data)))
	}
	if err != nil {
		return located(err, p.label, 0)
	}
	p.memory = &npy.Raw{DType: p.header.DType, Shape: p.header.Shape, FortranOrder: p.header.FortranOrder, Data: data}
	return nil
}

// any is what is written.
func (p *packing) any() npy.AnyArray {
	if p.memory != nil {
		return *p.memory
	}
	return p
}

func (p *packing) Header() header.Header { return p.header }
func (p *packing) Len() int              { return p.count }

func (p *packing) AppendBinary(dst []byte) ([]byte, error) {
	b := bytes.NewBuffer(dst)
	_, err := p.WriteTo(b)
	return b.Bytes(), err
}

// copySize is how much is read at a time: enough for several cores to compress.
const copySize = 1 << 20

// WriteTo copies the array. It may be called again.
func (p *packing) WriteTo(w io.Writer) (int64, error) {
	s, err := p.open()
	if err != nil {
		return 0, err
	}
	defer s.Close()
	if err := s.seek(p.offset); err != nil {
		return 0, located(err, p.label, 0)
	}
	n, err := w.Write(p.head)
	if err != nil {
		return int64(n), err
	}
	from := blamed{s, p.label}
	m, err := io.CopyBuffer(struct{ io.Writer }{w}, io.LimitReader(from, p.size), make([]byte, min(copySize, p.size+1)))
	if err == nil && m < p.size {
		err = fmt.Errorf("%s has become shorter while it was read", p.label)
	}
	if err == nil && s.member != nil { // its checksum is judged at the end
		_, err = io.Copy(io.Discard, from)
	}
	return int64(n) + m, err
}

// blamed is a reader whose errors have a name: those of the writer are none of its.
type blamed struct {
	r    io.Reader
	name string
}

func (b blamed) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && err != io.EOF {
		err = located(err, b.name, 0)
	}
	return n, err
}
