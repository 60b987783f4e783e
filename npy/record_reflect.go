package npy

import (
	"encoding/binary"
	"reflect"
	"time"

	"github.com/npygo/npygo/header"
)

// Here is the ordinary road for records, field by field by reflection, for
// builds without unsafe (-tags purego). The fast road is tested against it.

// decodeByReflection turns src into the elements of dst, a slice of structs.
func (c *recordCode) decodeByReflection(dst reflect.Value, src []byte, o textFlags) error {
	conv := leafConverter{options: o}
	for i := range dst.Len() {
		v := dst.Index(i)
		v.SetZero()
		if err := c.root.load(v, src[i*c.file:], i*c.file, &conv); err != nil {
			return err
		}
	}
	return nil
}

// encodeByReflection appends the elements of src.
func (c *recordCode) encodeByReflection(dst []byte, src reflect.Value, o textFlags) ([]byte, error) {
	if err := c.cannotEncode(); err != nil {
		return dst, err
	}
	all, out := makeRoom(dst, src.Len()*c.file)
	clear(out)
	conv := leafConverter{options: o}
	for i := range src.Len() {
		if err := c.root.store(out[i*c.file:], src.Index(i), &conv); err != nil {
			return dst, err
		}
	}
	return all, nil
}

// checkByReflection is check without unsafe.
func (c *recordCode) checkByReflection(src reflect.Value, o textFlags) error {
	conv := leafConverter{options: o}
	buf := make([]byte, c.file)
	for i := range src.Len() {
		if err := c.root.store(buf, src.Index(i), &conv); err != nil {
			return inElement(err, i)
		}
	}
	return nil
}

// load turns what b begins with into v, of n's type. at is for errors: where b
// is in the payload.
func (n *node) load(v reflect.Value, b []byte, at int, conv *leafConverter) error {
	switch n.form {
	case formRecord:
		for i := range n.fields {
			f := &n.fields[i]
			if err := f.load(v.FieldByIndex(f.index), b[f.file:], at+f.file, conv); err != nil {
				return err
			}
		}
		return nil
	case formArray:
		size := n.elem.size
		for i := range n.n {
			if err := n.elem.load(v.Index(i), b[i*size:], at+i*size, conv); err != nil {
				return err
			}
		}
		return nil
	}
	b = b[:n.size]
	if n.form != formPlain && n.form != formBool {
		if err := conv.prepare(n.form, n.dtype); err != nil {
			return inField(err, n.path, -1)
		}
		return inField(conv.load(pointerTo(n.form, v), b), n.path, at)
	}
	if v.Kind() == reflect.Array { // of bytes
		reflect.Copy(v, reflect.ValueOf(b))
		return nil
	}
	decodeOne(pointerTo(n.form, v), b, binaryOrder(n.dtype))
	return nil
}

// store is the way back; b is zero.
func (n *node) store(b []byte, v reflect.Value, conv *leafConverter) error {
	switch n.form {
	case formRecord:
		for i := range n.fields {
			f := &n.fields[i]
			if err := f.store(b[f.file:], v.FieldByIndex(f.index), conv); err != nil {
				return err
			}
		}
		return nil
	case formArray:
		size := n.elem.size
		for i := range n.n {
			if err := n.elem.store(b[i*size:], v.Index(i), conv); err != nil {
				return err
			}
		}
		return nil
	}
	b = b[:n.size:n.size]
	if n.form != formPlain && n.form != formBool {
		if err := conv.prepare(n.form, n.dtype); err != nil {
			return inField(err, n.path, -1)
		}
		return inField(conv.store(b, pointerTo(n.form, v)), n.path, -1)
	}
	if v.Kind() == reflect.Array {
		for i := range b {
			b[i] = byte(v.Index(i).Uint())
		}
		return nil
	}
	encodeOne(b, pointerTo(n.form, v), binaryOrder(n.dtype))
	return nil
}

// pointerTo is a pointer to v, under the Go type that v's is over.
func pointerTo(f form, v reflect.Value) any {
	var plain reflect.Type
	switch f {
	case formText:
		plain = reflect.TypeFor[string]()
	case formBytes:
		plain = reflect.TypeFor[[]byte]()
	case formTime:
		plain = reflect.TypeFor[time.Time]()
	case formDuration:
		plain = reflect.TypeFor[time.Duration]()
	default:
		plain = plainTypes[v.Kind()]
	}
	return v.Addr().Convert(reflect.PointerTo(plain)).Interface()
}

func binaryOrder(d header.DType) binary.ByteOrder {
	if orderOf(d) == header.BigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}
