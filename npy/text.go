package npy

import (
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/cast"
)

// textPlan reads 'S' and 'U' as strings, 'S' and 'V' as []byte, and all of them
// as types over these.
func textPlan[T any](d header.DType, o *options) (plan[T], bool, error) {
	kind := textKindOf[T]()
	if kind == 0 {
		return plan[T]{}, false, nil
	}
	if !holdsText(kind, d) {
		return plan[T]{}, false, &header.Error{Kind: header.ErrDType, Offset: -1, Cause: &DTypeError{
			Want: textCodec{kind: kind}.dtype(), Got: d, Type: reflect.TypeFor[T]().String()}}
	}
	c := newTextCodec(d, o)
	pl := plan[T]{element: element{dtype: d, word: 1}}
	if kind == header.Unicode {
		pl.decode = decodeText[T](c, shareOutStrings)
	} else {
		pl.decode = decodeText[T](c, shareOutSlices)
	}
	return pl, true, nil
}

// textKindOf is the kind that elements of type T are written as by default: U
// for strings, S for []byte, as np.array does with str and bytes; 0 for a T
// that is neither.
func textKindOf[T any]() header.Kind {
	switch t := reflect.TypeFor[T](); {
	case t.Kind() == reflect.String:
		return header.Unicode
	case t.Kind() == reflect.Slice && t.Elem() == reflect.TypeFor[byte]():
		return header.Bytes
	}
	return 0
}

// holdsText tells whether the Go type of that textKindOf holds elements of d.
func holdsText(kind header.Kind, d header.DType) bool {
	if _, _, sub := d.Subarray(); sub || d.IsStruct() || d.Foreign() {
		return false
	}
	switch d.Kind() {
	case header.Bytes:
		return true
	case header.Unicode:
		return kind == header.Unicode
	case header.Void:
		return kind == header.Bytes
	}
	return false
}

// textPlanTo writes strings as U or, AsBytes, as S, and []byte as S or, AsVoid,
// as V. It looks at all of data: for the width, and for what cannot be written,
// so that this is refused before anything is.
func textPlanTo[T any](data []T, bigEndian bool, o *options) (plan[T], bool, error) {
	kind := textKindOf[T]()
	if kind == 0 {
		return plan[T]{}, false, nil
	}
	c := textCodec{kind: kind, big: bigEndian, lossy: o.lossyText, surrogates: o.keepSurrogates}
	if o.textKind != 0 {
		c.kind = o.textKind
	}
	var err error
	pl := plan[T]{element: element{word: 1}}
	switch {
	case kind == header.Bytes:
		c.size, err = measure[[]byte](c, data, o)
		pl.encode = encodeText[[]byte, T](c)
	case c.kind == header.Void:
		err = &header.Error{Kind: header.ErrDType, Offset: -1,
			Detail: "AsVoid is for elements of type []byte, and these are strings: AsBytes writes them as '|S'"}
	default:
		c.size, err = measure[string](c, data, o)
		pl.encode = encodeText[string, T](c)
	}
	if err != nil {
		return plan[T]{}, false, err
	}
	pl.dtype = c.dtype()
	return pl, true, nil
}

// measure is the size in bytes of the elements that hold data. The error is
// about the first element that cannot be written, or about sizes.
func measure[E string | []byte, T any](c textCodec, data []T, o *options) (size int, err error) {
	texts, _ := textsOf[E](data)
	longest, shortest := 0, math.MaxInt
	for i, s := range texts {
		n, err := textWidth(c, s)
		if err == nil && o.width > 0 && n > o.width && !c.lossy {
			c.size = o.width * c.unit()
			err = c.tooLong()
		}
		if err != nil {
			return 0, inElement(err, i)
		}
		longest, shortest = max(longest, n), min(shortest, n)
	}
	if c.kind != header.Void || len(data) == 0 {
		longest = max(longest, 1) // as np.array(['']) is of <U1
	}
	if o.width > 0 {
		longest = o.width
	}
	if c.kind == header.Void && shortest < longest && len(data) > 0 && !c.lossy {
		return 0, &header.Error{Kind: ErrValue, Offset: -1, Detail: fmt.Sprintf(
			"some elements have %d bytes, some %d, and those of '|V' are all of one length: write them as '|S', without AsVoid, or make them as long",
			shortest, longest)}
	}
	if longest > math.MaxInt32/c.unit() {
		return 0, &header.Error{Kind: header.ErrLimit, Offset: -1, Detail: fmt.Sprintf(
			"the longest text has %d characters or bytes, and NumPy's elements have no more than 2147483647 bytes", longest)}
	}
	size = longest * c.unit()
	if o.limited && size > 0 && int64(len(data)) > max(o.maxBytes, 0)/int64(size) {
		return 0, &header.Error{Kind: header.ErrLimit, Offset: -1, Detail: fmt.Sprintf(
			"%d elements, each as wide as the longest, %d bytes, are more than the limit of %d: raise it with MaxBytes", len(data), size, o.maxBytes)}
	}
	return size, nil
}

// textsOf is data as the []E that lies under it, E being string or []byte: its
// own memory, or in a build without unsafe a copy.
func textsOf[E, T any](data []T) (texts []E, shared bool) {
	if texts, ok := cast.Convert[E](data); ok {
		return texts, true
	}
	texts = make([]E, len(data))
	for i := range data {
		texts[i] = reflect.ValueOf(&data[i]).Elem().Convert(reflect.TypeFor[E]()).Interface().(E)
	}
	return texts, false
}

// encodeText is a plan's encode for a T over E.
func encodeText[E string | []byte, T any](c textCodec) func([]byte, []T) ([]byte, error) {
	return func(dst []byte, src []T) (_ []byte, err error) {
		texts, _ := textsOf[E](src)
		dst = slices.Grow(dst, len(texts)*c.size)
		for ; len(texts) > 0; texts = texts[1:] {
			if width := c.size / c.unit(); width <= shortText && c.kind != header.Void {
				n := scatterShort(dst[len(dst):len(dst)+len(texts)*c.size], texts, width, c.kind == header.Unicode, c.big)
				if dst, texts = dst[:len(dst)+n*c.size], texts[n:]; len(texts) == 0 {
					break
				}
			}
			if dst, err = appendElement(c, dst, texts[0]); err != nil {
				return dst, err
			}
		}
		return dst, nil
	}
}
