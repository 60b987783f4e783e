package header

import (
	"math"
	"slices"
)

// Kind is the letter by which NumPy calls a family of dtypes: dtype.kind.
type Kind byte

// The kinds. A struct is a Void with fields, as in NumPy, and so is a dtype with a shape of its own.
const (
	Bool      Kind = 'b'
	Int       Kind = 'i'
	Uint      Kind = 'u'
	Float     Kind = 'f'
	Complex   Kind = 'c'
	Timedelta Kind = 'm'
	Datetime  Kind = 'M'
	Object    Kind = 'O' // pointers to Python objects; the payload is a pickle
	Bytes     Kind = 'S' // text of one byte per character, filled up with NUL
	Unicode   Kind = 'U' // text of four bytes per character, filled up with NUL
	Void      Kind = 'V'
)

// String gives the letter.
func (k Kind) String() string { return string(rune(k)) }

// ByteOrder is the first character of a dtype's descr.
type ByteOrder byte

// The byte orders.
const (
	LittleEndian ByteOrder = '<'
	BigEndian    ByteOrder = '>'
	NoOrder      ByteOrder = '|' // numbers of one byte, byte strings, objects, structs, and most voids
)

// String gives the character.
func (o ByteOrder) String() string { return string(rune(o)) }

// DType says what one element is. It is a small value that can be copied; use Equal to compare. The zero DType is not valid: no array has it.
type DType struct {
	kind     Kind
	order    ByteOrder
	flags    uint8
	unit     uint8 // of times: index into units
	size     int32
	multiple int32 // of times with a unit: how many of it one count is
	foreign  uint8 // index into foreign, plus 1
	ext      *extension
}

// The flags.
const (
	isStruct   = 1 << iota // ext holds the fields
	isSubarray             // ext holds base and shape
	isBFloat16             // made by BFloat16
	hasObject              // the dtype itself, or one inside
	isForeign              // the same
)

// extension is what only a structured dtype and one with a shape of its own have. It never changes.
type extension struct {
	fields []Field
	base   DType
	shape  []int
}

// Field is one field of a structured dtype.
type Field struct {
	Name string // may hold any character, be empty, and hold lone surrogates, in three bytes each
	// Title is a second name. NumPy lets it be any Python object: then it is not text but a Python literal, in Python's spelling.
	Title        string
	HasTitle     bool // a title may be empty
	TitleLiteral bool // Title is a literal, like ('x', 1)
	DType        DType
	Offset       int // bytes from the start of the element; padding is not a field, and only moves offsets
}

// MakeDType gives a dtype of numbers, of text, of plain bytes, of objects, or of times without a unit. The item size is in bytes. Every order but
// BigEndian is little-endian, and dtypes that have none get NoOrder. MakeDType does not check that NumPy has such a dtype; AppendBinary does.
func MakeDType(k Kind, itemsize int, o ByteOrder) DType {
	if o != BigEndian {
		o = LittleEndian
	}
	if itemsize == 1 || k == Bytes || k == Object || k == Void {
		o = NoOrder
	}
	if uint(itemsize) > math.MaxInt32 {
		k = 0
	}
	return DType{kind: k, order: o, size: int32(itemsize)}
}

// BFloat16 gives the dtype by which ml_dtypes saves its bfloat16: a Void of two bytes whose descr is "<V2", or ">V2" for BigEndian.
func BFloat16(o ByteOrder) DType {
	if o != BigEndian {
		o = LittleEndian
	}
	return DType{kind: Void, order: o, size: 2, flags: isBFloat16}
}

// Kind gives the dtype's kind, 0 for the zero DType.
func (d DType) Kind() Kind { return d.kind }

// ByteOrder gives the order of the bytes in memory and in the file. A Void keeps the order with which it was written, although it means nothing
// to NumPy and String leaves it out: it tells which way round an unknown type of ml_dtypes is.
func (d DType) ByteOrder() ByteOrder { return d.order }

// ItemSize gives the bytes of one element, with the padding of a struct. An element may have none.
func (d DType) ItemSize() int { return int(d.size) }

// IsValid tells whether d is any dtype; the zero DType is none.
func (d DType) IsValid() bool { return d.kind != 0 }

// Unit gives the unit of a Datetime or Timedelta and how many of them one count is: "ns" and 1, "s" and 25, "generic" and 1 where none is
// given. Other kinds have "" and 0.
func (d DType) Unit() (unit string, multiple int) {
	if d.kind != Datetime && d.kind != Timedelta {
		return "", 0
	}
	if d.unit == 0 {
		return units[0], 1
	}
	return units[d.unit], int(d.multiple)
}

// IsStruct tells whether d is a structured dtype, which may have no fields.
func (d DType) IsStruct() bool { return d.flags&isStruct != 0 }

// Fields gives the fields of a structured dtype in the order of their offsets, and nil for every other. The slice is the caller's.
func (d DType) Fields() []Field {
	if !d.IsStruct() {
		return nil
	}
	return append(make([]Field, 0, len(d.ext.fields)), d.ext.fields...) // not nil without fields
}

// Subarray gives what a dtype with a shape of its own consists of: elements of base, in C order. Only fields have such dtypes, as in
// ('xyz', '<f4', (3,)). ok is false for every other dtype. The slice is the caller's.
func (d DType) Subarray() (base DType, shape []int, ok bool) {
	if d.flags&isSubarray == 0 {
		return DType{}, nil, false
	}
	return d.ext.base, slices.Clone(d.ext.shape), true
}

// HasObject tells whether elements hold Python objects, themselves or in a field. NumPy then writes a pickle, not the elements.
func (d DType) HasObject() bool { return d.flags&hasObject != 0 || d.kind == Object }

// Foreign tells whether d is, or has inside, a dtype that some program writes and no NumPy knows, like "bfloat16" or "<f1". It has the kind
// Void and the right size, and String gives it as it was spelled.
func (d DType) Foreign() bool { return d.flags&isForeign != 0 }

// Equal tells whether d and e are the same: in kind, byte order, size, unit, and in names, titles, offsets and dtypes of fields.
func (d DType) Equal(e DType) bool {
	a, b := d.ext, e.ext
	d.ext, e.ext = nil, nil
	d.flags &^= isBFloat16 // only how it prints
	e.flags &^= isBFloat16
	if a == b || a == nil || b == nil {
		return d == e && a == b
	}
	return d == e && slices.Equal(a.shape, b.shape) && a.base.Equal(b.base) && slices.EqualFunc(a.fields, b.fields, Field.equal)
}

func (f Field) equal(g Field) bool {
	same := f.DType.Equal(g.DType)
	f.DType, g.DType = DType{}, DType{}
	return same && f == g
}

// WithByteOrder gives d with another byte order, also in its fields. What has no order stays as it is, and so does d for NoOrder.
func (d DType) WithByteOrder(o ByteOrder) DType {
	if o != LittleEndian && o != BigEndian {
		return d
	}
	if d.order != NoOrder {
		d.order = o
	}
	if d.ext != nil {
		e := &extension{base: d.ext.base.WithByteOrder(o), shape: d.ext.shape, fields: d.Fields()}
		for i := range e.fields {
			e.fields[i].DType = e.fields[i].DType.WithByteOrder(o)
		}
		d.ext = e
	}
	return d
}

// makeStruct gives a structured dtype. The fields are in the order of their offsets and do not overlap; the names are checked.
func makeStruct(fields []Field, size int32) DType {
	d := DType{kind: Void, order: NoOrder, size: size, flags: isStruct, ext: &extension{fields: fields}}
	for _, f := range fields {
		d.flags |= f.DType.inherited()
	}
	return d
}

// makeSubarray gives base with a shape of its own. ok is false if the element would be too large for NumPy, which keeps its size in a C int.
func makeSubarray(base DType, shape []int) (d DType, ok bool) {
	size := int64(base.size)
	n := int64(1)
	for _, dim := range shape {
		if n *= int64(dim); n == 0 {
			break
		}
		if n > math.MaxInt32 {
			return DType{}, false
		}
	}
	if size *= n; size > math.MaxInt32 {
		return DType{}, false
	}
	d = DType{kind: Void, order: NoOrder, size: int32(size), flags: isSubarray | base.inherited(), ext: &extension{base: base, shape: shape}}
	return d, true
}

// inherited gives the flags that a dtype hands on to those that hold it.
func (d DType) inherited() (flags uint8) {
	if d.HasObject() {
		flags = hasObject
	}
	return flags | d.flags&isForeign
}
