package npy

import (
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/internal/swap"
)

// recordPlan reads structured dtypes as Go structs.
func recordPlan[T any](d header.DType, o *options) (plan[T], bool, error) {
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct || isTime(t) {
		return plan[T]{}, false, nil
	}
	if !d.IsStruct() {
		return plan[T]{}, false, fieldError("", &DTypeError{Got: d, Type: t.String(), Why: "they are no records: read them as " + goTypeFor(d)})
	}
	c, err := recordCodeFor(t, d)
	if err != nil {
		return plan[T]{}, false, err
	}
	return newRecordPlan[T](c, d, textFlagsOf(o)), true, nil
}

// recordPlanTo writes Go structs as structured dtypes.
func recordPlanTo[T any](data []T, bigEndian bool, o *options) (plan[T], bool, error) {
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct || isTime(t) {
		return plan[T]{}, false, nil
	}
	d, err := recordDType(data, bigEndian, o)
	if err != nil {
		return plan[T]{}, false, err
	}
	c, err := recordCodeFor(t, d)
	if err != nil {
		return plan[T]{}, false, err
	}
	flags := textFlagsOf(o)
	if err := checkRecords(c, data, flags); err != nil { // before the header is written
		return plan[T]{}, false, err
	}
	return newRecordPlan[T](c, d, flags), true, nil
}

func checkRecords[T any](c *recordCode, data []T, o textFlags) error {
	if len(c.leaves) == 0 {
		return nil
	}
	if r, ok := cast.RecordsOf(data); ok {
		return c.check(r, len(data), o)
	}
	return c.checkByReflection(reflect.ValueOf(data), o)
}

// newRecordPlan leaves decode and encode out where the memory of a []T is the
// payload.
func newRecordPlan[T any](c *recordCode, d header.DType, o textFlags) plan[T] {
	pl := plan[T]{element: element{dtype: d, word: 1}}
	if _, ok := cast.RecordsOf[T](nil); !ok {
		pl.decode = func(dst []T, src []byte) error { return c.decodeByReflection(reflect.ValueOf(dst), src, o) }
		pl.encode = func(dst []byte, src []T) ([]byte, error) { return c.encodeByReflection(dst, reflect.ValueOf(src), o) }
		return pl
	}
	if c.plain && len(c.bools) > 0 {
		pl.record = c
	}
	if !c.plain {
		pl.decode = func(dst []T, src []byte) error {
			if c.clearMem {
				clear(dst)
			}
			r, _ := cast.RecordsOf(dst)
			return c.decode(r, len(dst), src, o)
		}
	}
	if !c.plain || c.clearFile || c.cannotEncode() != nil {
		pl.encode = func(dst []byte, src []T) ([]byte, error) {
			if err := c.cannotEncode(); err != nil {
				return dst, err
			}
			r, _ := cast.RecordsOf(src)
			return c.encode(dst, r, len(src), o)
		}
	}
	return pl
}

// hasBools tells that some bytes of the elements must be 0 or 1 to be Go's.
func (pl plan[T]) hasBools() bool { return pl.isBool() || pl.record != nil }

// boolsClean tells whether they are, in b, which has whole elements.
func (pl plan[T]) boolsClean(b []byte) bool {
	if pl.record != nil {
		return pl.record.boolsClean(b)
	}
	return swap.BoolsClean(b)
}

// normalizeBools makes them so.
func (pl plan[T]) normalizeBools(b []byte) {
	if pl.record != nil {
		pl.record.normalizeBools(b)
		return
	}
	swap.NormalizeBools(b)
}

// recordCodes keeps, for each Go struct, the code for the dtypes that it was
// used with last: files of one origin have one dtype, and looking at tags takes
// longer than reading a small file.
var recordCodes sync.Map // of reflect.Type to *codesOfType

// mostCodes is how many dtypes are kept for a type: dtypes come from files, so
// there may be any number of them.
const mostCodes = 8

// longestKept is the longest descr that is kept: a header may be a megabyte.
const longestKept = 64 << 10

type codesOfType struct {
	list atomic.Pointer[[]*codeOfDType]
}

type codeOfDType struct {
	dtype header.DType
	code  *recordCode
}

// recordCodeFor compiles what is not known yet.
func recordCodeFor(t reflect.Type, d header.DType) (*recordCode, error) {
	known, ok := recordCodes.Load(t)
	if !ok {
		known, _ = recordCodes.LoadOrStore(t, new(codesOfType))
	}
	of := known.(*codesOfType)
	var list []*codeOfDType
	if p := of.list.Load(); p != nil {
		list = *p
	}
	for _, k := range list {
		if k.dtype.Equal(d) {
			return k.code, nil
		}
	}
	c, err := compile(t, d)
	if err != nil {
		return nil, err
	}
	if len(d.String()) > longestKept {
		return c, nil
	}
	newer := append(make([]*codeOfDType, 0, mostCodes), &codeOfDType{d, c})
	newer = append(newer, list[:min(len(list), mostCodes-1)]...)
	of.list.Store(&newer) // two that do so at once lose one of theirs, and no more
	return c, nil
}
