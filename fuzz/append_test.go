package fuzz

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// FuzzAppend: rows that are added to a file are behind those that Read finds in it, and a file to which none can be
// added stays as it is, byte for byte.
func FuzzAppend(f *testing.F) {
	seed(f)
	name := filepath.Join(f.TempDir(), "a.npy")
	f.Fuzz(func(t *testing.T, b []byte) {
		write(t, name, b)
		for _, add := range []func(*testing.T, string, []byte){appendTo[int32], appendTo[float64], appendTo[bool], appendTo[string], appendTo[npy.Datetime64]} {
			add(t, name, b)
		}
	})
}

func appendTo[T any](t *testing.T, name string, b []byte) {
	n := len(b)%4 + 1
	h, _, _ := header.Parse(b)
	rows := npy.Array[T]{Shape: []int{n}}
	if len(h.Shape) > 0 {
		rows.Shape = append(rows.Shape, h.Shape[1:]...)
	}
	count, err := header.Header{DType: header.MakeDType(header.Bytes, 16, header.NoOrder), Shape: rows.Shape}.Count()
	if err != nil || count > 1<<12 || h.DType.ItemSize() > 1<<12 {
		return
	}
	rows.Data = make([]T, count)
	old, errOld := npy.Read[T](bytes.NewReader(b))
	old = old.RowMajor()
	if err := npy.AppendFile(name, rows); err != nil {
		if after := read(t, name); !bytes.Equal(after, b) {
			t.Fatalf("%T: %v, and the file is another one: %d bytes, it had %d", rows, err, len(after), len(b))
		}
		return
	}
	defer write(t, name, b)
	if errors.Is(errOld, npy.ErrValue) { // what no Go value holds stays in the file as it is
		return
	}
	if errOld != nil {
		t.Fatalf("%T: rows are added to what Read refuses: %v", rows, errOld)
	}
	check := func(what string) {
		t.Helper()
		got, err := npy.ReadFile[T](name)
		got = got.RowMajor()
		if err != nil || got.Shape[0] != old.Shape[0]+n || !slices.Equal(got.Shape[1:], old.Shape[1:]) {
			t.Fatalf("%T %s: %v, %v; it was %v, and %d rows more", rows, what, got.Shape, err, old.Shape, n)
		}
		if !slices.EqualFunc(got.Data[:len(old.Data)], old.Data, equalElements[T]) || !slices.EqualFunc(got.Data[len(old.Data):], rows.Data, equalElements[T]) {
			t.Fatalf("%T %s: other elements", rows, what)
		}
	}
	check("with rows added")
	if count == 0 || h.DType.ItemSize() == 0 { // nobody can count rows of no bytes
		return
	}
	whole := read(t, name)
	if repaired, err := npy.Repair(name); err != nil || repaired != old.Shape[0]+n || !bytes.Equal(read(t, name), whole) {
		t.Fatalf("%T: Repair of a sound file: %d rows, %v", rows, repaired, err)
	}
}

// FuzzAppendArchive: an archive has its old members and the new one, or is byte for byte what it was.
func FuzzAppendArchive(f *testing.F) {
	seedArchives(f)
	name := filepath.Join(f.TempDir(), "a.npz")
	f.Fuzz(func(t *testing.T, b []byte) {
		added := npy.Array[int16]{Data: []int16{1, 2, 3}}
		limits := []npz.Option{npz.MaxMemberBytes(1 << 20), npz.MaxMembers(100), npz.Workers(2)}
		before, errBefore := membersOf(b, limits)
		for _, opts := range [][]npz.Option{nil, {npz.InPlace()}, {npz.InPlace(), npz.Compress(1)}} {
			write(t, name, b)
			err := npz.AppendFile(name, map[string]npy.AnyArray{"added": added}, append(opts, limits...)...)
			after := read(t, name)
			if err != nil {
				if !bytes.Equal(after, b) {
					t.Fatalf("%v, and the archive is another one: %d bytes, it had %d", err, len(after), len(b))
				}
				continue
			}
			if errBefore != nil {
				t.Fatalf("a member is added to what NewReader refuses: %v", errBefore)
			}
			got, err := membersOf(after, limits)
			if err != nil {
				t.Fatal(err)
			}
			r, err := npz.OpenBytes(after)
			if err != nil {
				t.Fatal(err)
			}
			if a, err := npz.Read[int16](r, "added"); err != nil || !a.Equal(added) {
				t.Fatalf("the new member: %v, %v", a, err)
			}
			delete(got, "added.npy")
			want := before
			if _, replaced := before["added.npy"]; replaced || before["added"] != nil {
				continue
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("other members: %v, before %v", got, want)
			}
		}
		if left, err := os.ReadDir(filepath.Dir(name)); err != nil || len(left) != 1 {
			t.Fatalf("%v are left behind, %v", left, err)
		}
	})
}

// membersOf is the bytes of each member by its full name; nil for those that cannot be read.
func membersOf(b []byte, opts []npz.Option) (map[string][]byte, error) {
	r, err := npz.OpenBytes(b, opts...)
	if err != nil {
		return nil, err
	}
	all := map[string][]byte{}
	for _, m := range r.Members() {
		all[m.FullName], _ = r.Bytes(m.FullName)
	}
	return all, nil
}

func write(t *testing.T, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
