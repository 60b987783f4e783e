package npz_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// What AppendFile has written is what is read under its name.
func TestAppendFileReplacesByName(t *testing.T) {
	one, two := npy.Array[int64]{Data: []int64{1}}, npy.Array[int64]{Data: []int64{2}}
	for _, c := range []struct {
		members []string // all hold one
		key     string
		want    []string // nil: it is refused
	}{
		{[]string{"v"}, "v", []string{"v.npy"}},
		{[]string{"v.npy"}, "v", []string{"v.npy"}},
		{[]string{"v", "v.npy", "w.npy"}, "v", []string{"w.npy", "v.npy"}},
		{[]string{"x.npy.npy"}, "x.npy", []string{"x.npy.npy"}},
		{[]string{"x.npy"}, "x.npy", nil}, // the name of the array x
		{[]string{"x.npy.npy"}, "x", nil}, // would hide the array x.npy
		{[]string{"v.npy", "w"}, "z", []string{"v.npy", "w", "z.npy"}},
	} {
		for _, opts := range [][]npz.Option{nil, {npz.InPlace()}} {
			name := filepath.Join(t.TempDir(), "a.npz")
			var b bytes.Buffer
			z := zip.NewWriter(&b)
			for _, m := range c.members {
				f, err := z.Create(m)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := one.WriteTo(f); err != nil {
					t.Fatal(err)
				}
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			err := npz.AppendFile(name, map[string]npy.AnyArray{c.key: two}, opts...)
			if c.want == nil {
				after, _ := os.ReadFile(name)
				if !errors.Is(err, npz.ErrArchive) || !bytes.Equal(after, b.Bytes()) {
					t.Errorf("%q to %q: %v, or the archive has changed", c.key, c.members, err)
				}
				continue
			}
			r, errOpen := npz.Open(name)
			if err != nil || errOpen != nil {
				t.Errorf("%q to %q: %v, %v", c.key, c.members, err, errOpen)
				continue
			}
			var names []string
			for _, m := range r.Members() {
				names = append(names, m.FullName)
			}
			a, err := npz.Read[int64](r, c.key)
			if err != nil || a.Data[0] != 2 || !slices.Equal(names, c.want) {
				t.Errorf("%q to %q: %v, %v; %q, want %q", c.key, c.members, a.Data, err, names, c.want)
			}
			r.Close()
			sameMarks(t, name)
		}
	}
}

// sameMarks compares what both headers of each member say of a data descriptor: 7-Zip does.
func sameMarks(t *testing.T, name string) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := zipfmt.ReadDirectory(bytes.NewReader(b), int64(len(b)), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range dir.Entries {
		if local := binary.LittleEndian.Uint16(b[e.Offset+6:]); local != e.Flags {
			t.Errorf("%s: flags %#x in the local header, %#x in the directory", e.Name, local, e.Flags)
		}
	}
}
