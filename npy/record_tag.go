package npy

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/npygo/npygo/header"
)

// structInfo is what a struct type says of its fields, in Go's order.
type structInfo struct {
	fields  []structField
	partial bool // the file may have more fields
	align   bool // written with padding, each field at a multiple of its alignment
	skips   bool // there are Go fields that no file fills
}

// structField is one Go field, or one that an embedded struct lends.
type structField struct {
	name     string       // in the file
	tagged   bool         // the name comes from a tag
	optional bool         // the file may lack it
	blank    bool         // _, which is padding
	descr    header.DType // from a tag; the zero DType: none
	goName   string       // for errors: with dots, from the outermost struct
	typ      reflect.Type
	index    []int // for reflect.Value.FieldByIndex
	offset   int
}

// structInfoOf reads the fields of t, a struct type, and their tags.
func structInfoOf(t reflect.Type) (structInfo, error) {
	var info structInfo
	if err := info.read(t, nil, 0, ""); err != nil {
		return structInfo{}, err
	}
	names := map[string]string{}
	for _, f := range info.fields {
		if f.blank {
			continue
		}
		if other, twice := names[f.name]; twice {
			return structInfo{}, fmt.Errorf("its fields %s and %s have the same name, %q", other, f.goName, f.name)
		}
		names[f.name] = f.goName
	}
	return info, nil
}

// read adds the fields of t, which lies at offset of the outermost struct.
func (s *structInfo) read(t reflect.Type, index []int, offset int, prefix string) error {
	for i := range t.NumField() {
		g := t.Field(i)
		f := structField{name: g.Name, goName: prefix + g.Name, typ: g.Type, index: append(slices.Clone(index), i), offset: offset + int(g.Offset)}
		tag, has := g.Tag.Lookup("npy")
		switch {
		case tag == "-":
			s.skips = s.skips || g.Type.Size() > 0
			continue
		case g.Name == "_":
			if err := s.mark(tag, prefix == ""); err != nil {
				return err
			}
			f.blank = true
		case has:
			if err := f.readTag(tag); err != nil {
				return fmt.Errorf("the tag of field %s: %w", f.goName, err)
			}
		}
		if g.Anonymous && !f.tagged && g.Type.Kind() == reflect.Struct && !isTime(g.Type) {
			if err := s.read(g.Type, f.index, f.offset, f.goName+"."); err != nil {
				return err
			}
			continue
		}
		if !g.IsExported() && !f.blank {
			return fmt.Errorf("its field %s is not exported: export it, or leave it out with the tag `npy:\"-\"`", f.goName)
		}
		s.fields = append(s.fields, f)
	}
	return nil
}

// mark reads the tag of a blank field, which is about the struct as a whole.
func (s *structInfo) mark(tag string, outermost bool) error {
	name, words, err := cutTag(tag)
	if err == nil && name != "" {
		err = fmt.Errorf("a name for a field that is none")
	}
	for _, word := range words {
		switch {
		case word == "partial":
			s.partial = s.partial || outermost
		case word == "align":
			s.align = s.align || outermost
		case err == nil:
			err = fmt.Errorf("%q is neither partial nor align", word)
		}
	}
	if err != nil {
		return fmt.Errorf("the tag of a field _: %w", err)
	}
	return nil
}

// readTag reads a tag like `npy:"name,U10"`.
func (f *structField) readTag(tag string) error {
	name, words, err := cutTag(tag)
	if err != nil {
		return err
	}
	if name != "" || strings.HasPrefix(tag, "'") {
		f.name, f.tagged = name, true
	}
	for _, word := range words {
		switch {
		case word == "": // as in `npy:"-,"`, a field named "-"
		case word == "optional":
			f.optional = true
		case word == "partial" || word == "align":
			return fmt.Errorf("%s is about a whole struct: write it as _ struct{} `npy:\",%[1]s\"`", word)
		case f.descr.IsValid():
			return fmt.Errorf("a second dtype, %q", word)
		default:
			if f.descr, err = header.ParseDType(word); err != nil || f.descr.IsStruct() || f.descr.HasObject() {
				return fmt.Errorf("%q is neither optional nor a dtype like U10, >i4 or M8[ms]", word)
			}
		}
	}
	return nil
}

// cutTag splits a tag at its commas. A name that is empty or holds commas stands
// between single quotes.
func cutTag(tag string) (name string, words []string, err error) {
	rest := tag
	if strings.HasPrefix(tag, "'") {
		if name, rest, err = unquoteName(tag[1:]); err != nil {
			return "", nil, err
		}
		if rest != "" && rest[0] != ',' {
			return "", nil, fmt.Errorf("%q behind the quoted name", rest)
		}
	} else {
		n := strings.IndexByte(tag, ',')
		if n < 0 {
			n = len(tag)
		}
		name, rest = tag[:n], tag[n:]
	}
	if rest != "" {
		words = strings.Split(rest[1:], ",")
	}
	return name, words, nil
}

// unquoteName takes a name up to its closing quote; escapes are Go's.
func unquoteName(s string) (name, rest string, err error) {
	var b []byte
	for s != "" && s[0] != '\'' {
		if s[0] != '\\' { // byte by byte: names can hold what is no UTF-8
			b, s = append(b, s[0]), s[1:]
			continue
		}
		r, multibyte, tail, err := strconv.UnquoteChar(s, '\'')
		if err != nil {
			return "", "", fmt.Errorf("a backslash that begins no escape in %q", s)
		}
		if multibyte {
			b = append(b, string(r)...)
		} else {
			b = append(b, byte(r))
		}
		s = tail
	}
	if s == "" {
		return "", "", fmt.Errorf("no quote ends the name %q", b)
	}
	return string(b), s[1:], nil
}
