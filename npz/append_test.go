package npz_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// foreignArchive is one by archive/zip: its members are at odd places, with data
// descriptors, one of them is no array and one empty.
func foreignArchive(t *testing.T) ([]byte, []piece) {
	t.Helper()
	list := pieces(t)
	list = slices.DeleteFunc(list, func(p piece) bool {
		return !slices.Contains([]string{"scalar.npy", "ramp.npy", "words.npy", "readme.txt", "nothing"}, p.name)
	})
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 6) })
	for i, p := range list {
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: []uint16{zip.Store, zip.Deflate}[i%2], Comment: "of a member", Extra: []byte{0xFE, 0xCA, 1, 0, 7}})
		if err == nil {
			_, err = f.Write(p.want)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.SetComment("of the archive"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), list
}

// TestAppendFile adds to archives of our own and of others, and replaces.
func TestAppendFile(t *testing.T) {
	foreign, foreignList := foreignArchive(t)
	type archive struct {
		name string
		b    []byte
		list []piece
		ours bool
	}
	archives := []archive{{"of others", foreign, foreignList, false}, {"empty", build(t, nil), nil, true}}
	for _, way := range ways {
		archives = append(archives, archive{way.name, build(t, pieces(t), way.opts...), pieces(t), true})
	}
	added := npy.Array[float32]{Data: make([]float32, 5000)}
	addedBytes, _ := added.MarshalBinary()
	replaced := npy.Array[string]{Data: []string{"new"}}
	replacedBytes, _ := replaced.MarshalBinary()
	for _, a := range archives {
		for _, opts := range [][]npz.Option{nil, {npz.InPlace()}, {npz.SOZip(), npz.SeekBlock(1 << 10)}, {npz.InPlace(), npz.Compress(6), npz.Fsync()}} {
			name := filepath.Join(t.TempDir(), "a.npz")
			if err := os.WriteFile(name, a.b, 0o640); err != nil {
				t.Fatal(err)
			}
			err := npz.AppendFile(name, map[string]npy.AnyArray{"ramp": replaced, "added": added}, opts...)
			if err != nil {
				t.Fatalf("%s: %v", a.name, err)
			}
			want := slices.DeleteFunc(slices.Clone(a.list), func(p piece) bool { return p.name == "ramp.npy" })
			want = append(want, piece{"added.npy", addedBytes, nil}, piece{"ramp.npy", replacedBytes, nil})
			b := fileBytes(t, name)
			t.Run(a.name, func(t *testing.T) { checkMembers(t, b, want) })
			checkSame(t, a.b, b, len(opts) == 0)
			if left := litter(t, name); len(left) > 0 {
				t.Errorf("%s: litter: %q", a.name, left)
			}
			st, err := os.Stat(name)
			if known := runtime.GOOS != "windows" && runtime.GOOS != "wasip1"; err != nil || known && st.Mode().Perm() != 0o640 {
				t.Error("the permissions have changed:", st.Mode())
			}
		}
	}
}

func checkMembers(t *testing.T, b []byte, want []piece) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	ours, err := npz.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	if len(z.File) != len(want) {
		t.Fatalf("%d members, want %d", len(z.File), len(want))
	}
	for i, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || f.Name != want[i].name || !bytes.Equal(got, want[i].want) {
			t.Errorf("member %d, %q, want %q: %d bytes, %v", i, f.Name, want[i].name, len(got), err)
		}
		if got, err := ours.Bytes(f.Name); err != nil || !bytes.Equal(got, want[i].want) {
			t.Errorf("our reader: %q: %d bytes, %v", f.Name, len(got), err)
		}
	}
}

// checkSame compares the members that were kept: compressed bytes, index, comment,
// attributes are what they were; the headers are in order, and stored data aligned.
func checkSame(t *testing.T, before, after []byte, anew bool) {
	t.Helper()
	old, err := zip.NewReader(bytes.NewReader(before), int64(len(before)))
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(after), int64(len(after)))
	if err != nil {
		t.Fatal(err)
	}
	if z.Comment != old.Comment {
		t.Errorf("the comment is %q, was %q", z.Comment, old.Comment)
	}
	for _, f := range z.File {
		i := slices.IndexFunc(old.File, func(o *zip.File) bool { return o.Name == f.Name })
		if i < 0 || f.Name == "ramp.npy" {
			continue
		}
		o := old.File[i]
		if !bytes.Equal(rawBytes(t, f), rawBytes(t, o)) || !bytes.Equal(f.Extra, o.Extra) || f.Comment != o.Comment || f.ExternalAttrs != o.ExternalAttrs ||
			!f.Modified.Equal(o.Modified) || f.Method != o.Method {
			t.Errorf("%q is not what it was", f.Name)
		}
		if anew {
			checkLocalNumbers(t, after, f)
		}
	}
}

func rawBytes(t *testing.T, f *zip.File) []byte {
	t.Helper()
	r, err := f.OpenRaw()
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAppendKeepsSOZip: the hidden index of a member moves with it.
func TestAppendKeepsSOZip(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npz")
	ramp := npy.Array[int64]{Data: make([]int64, 5000)}
	small := npy.Array[int64]{Data: []int64{1}}
	list := []piece{typed(t, "first", small), typed(t, "x/ramp", ramp)}
	if err := os.WriteFile(name, build(t, list, npz.SOZip(), npz.SeekBlock(1<<10)), 0o600); err != nil {
		t.Fatal(err)
	}
	before := fileBytes(t, name)
	for _, opts := range [][]npz.Option{nil, {npz.InPlace()}} {
		if err := npz.AppendFile(name, map[string]npy.AnyArray{"first": small}, opts...); err != nil {
			t.Fatal(err)
		}
		after := fileBytes(t, name)
		from := bytes.Index(before, []byte("PK\x03\x04")) // and the member behind it, to the end of its hidden index
		hidden := bytes.Index(after, []byte("x/.ramp.npy.sozip.idx"))
		wantHidden := bytes.Index(before, []byte("x/.ramp.npy.sozip.idx"))
		if from != 0 || hidden < 0 || wantHidden < 0 {
			t.Fatal("there is no index")
		}
		const n = len("x/.ramp.npy.sozip.idx") + 32 + 4 + 4*40 + 8*39 // of 40 blocks
		if !bytes.Equal(after[hidden:hidden+n], before[wantHidden:wantHidden+n]) {
			t.Error("the index is another one")
		}
	}
}

// TestAppendNew: without a file there is one, as WriteFile makes it.
func TestAppendNew(t *testing.T) {
	arrays := map[string]npy.AnyArray{"a": npy.Array[int8]{Data: []int8{1}}, "b": npy.Array[int8]{Data: []int8{2}}}
	written := filepath.Join(t.TempDir(), "written.npz")
	if err := npz.WriteFile(written, arrays); err != nil {
		t.Fatal(err)
	}
	for _, opts := range [][]npz.Option{nil, {npz.InPlace()}} {
		name := filepath.Join(t.TempDir(), "a.npz")
		if err := npz.AppendFile(name, arrays, opts...); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(fileBytes(t, name), fileBytes(t, written)) {
			t.Error("it has other bytes than WriteFile's")
		}
		if err := npz.AppendFile(name, nil, opts...); err != nil || !bytes.Equal(fileBytes(t, name), fileBytes(t, written)) {
			t.Error("adding nothing:", err)
		}
	}
}

// looking is an array that looks at a file while it is written.
type looking struct {
	npy.Array[int64]
	look func()
	err  error
}

func (l looking) WriteTo(w io.Writer) (int64, error) {
	l.look()
	n, err := l.Array.WriteTo(w)
	l.look()
	return n, errors.Join(err, l.err)
}

// TestAppendRefused: after an error the file is byte for byte as it was, and while
// it is written too, unless it is written in place.
func TestAppendRefused(t *testing.T) {
	list := []piece{typed(t, "a", npy.Array[int8]{Data: []int8{1}}), typed(t, "b", npy.Array[int8]{Data: []int8{1}})}
	good := build(t, list)
	twice := bytes.ReplaceAll(good, []byte("b.npy"), []byte("a.npy"))
	broken := bytes.Clone(good)
	broken[30] = 'x' // the name in a local header
	array := npy.Array[int64]{Data: make([]int64, 3000)}
	dead := errors.New("the source is dead")
	for _, c := range []struct {
		name   string
		old    []byte
		arrays map[string]npy.AnyArray
		want   error
	}{
		{"two of one name", twice, map[string]npy.AnyArray{"c": array}, npz.ErrArchive},
		{"no archive", []byte("text"), map[string]npy.AnyArray{"c": array}, npz.ErrArchive},
		{"a bad array", good, map[string]npy.AnyArray{"b": array, "c": npy.Array[int8]{Shape: []int{2}}}, header.ErrShape},
		{"a nil", good, map[string]npy.AnyArray{"b": array, "c": nil}, header.ErrDType},
		{"a bad name", good, map[string]npy.AnyArray{"b": array, "\xff": array}, npz.ErrArchive},
		{"a dead source", good, map[string]npy.AnyArray{"b": array, "c": looking{array, func() {}, dead}}, dead},
		{"other local header", broken, map[string]npy.AnyArray{"c": array}, npz.ErrArchive},
	} {
		for _, opts := range [][]npz.Option{nil, {npz.InPlace()}, {npz.InPlace(), npz.Compress(1)}} {
			name := filepath.Join(t.TempDir(), "a.npz")
			if err := os.WriteFile(name, c.old, 0o600); err != nil {
				t.Fatal(err)
			}
			if c.name == "other local header" && opts != nil {
				continue // in place nothing is read of the old members
			}
			err := npz.AppendFile(name, c.arrays, opts...)
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v", c.name, err)
			}
			if !bytes.Equal(fileBytes(t, name), c.old) || len(litter(t, name)) > 0 {
				t.Errorf("%s: the file has changed, or there is litter: %q", c.name, litter(t, name))
			}
		}
	}

	name := filepath.Join(t.TempDir(), "a.npz")
	if err := os.WriteFile(name, good, 0o600); err != nil {
		t.Fatal(err)
	}
	looks := 0
	look := func() {
		looks++
		if !bytes.Equal(fileBytes(t, name), good) {
			t.Error("the file changes before the new one is complete")
		}
	}
	if err := npz.AppendFile(name, map[string]npy.AnyArray{"a": looking{array, look, nil}, "c": looking{array, look, nil}}); err != nil || looks != 4 {
		t.Error(err, looks)
	}
	if err := npz.AppendFile(t.TempDir(), nil); err == nil {
		t.Error("a directory was appended to")
	}
	if err := npz.AppendFile(filepath.Join(t.TempDir(), "missing", "a.npz"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// TestAppendManyTimes: in place the file grows by what is added, and AppendFile
// without InPlace drops what was replaced.
func TestAppendManyTimes(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npz")
	counts := func(n int64) map[string]npy.AnyArray {
		return map[string]npy.AnyArray{"count": npy.Array[int64]{Data: []int64{n, n, n}}, "n" + strings.Repeat("n", int(n)): npy.Array[int64]{Data: []int64{n}}}
	}
	for n := range int64(20) {
		if err := npz.AppendFile(name, counts(n), npz.InPlace()); err != nil {
			t.Fatal(err)
		}
		r, err := npz.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		a, err := npz.Read[int64](r, "count")
		if err != nil || a.Data[0] != n || len(r.Names()) != int(n)+2 {
			t.Fatalf("%d: %v, %v", n, a.Data, err)
		}
		r.Close()
	}
	large := len(fileBytes(t, name))
	if err := npz.AppendFile(name, counts(20)); err != nil {
		t.Fatal(err)
	}
	if small := len(fileBytes(t, name)); small > large-19*(24+128) {
		t.Errorf("%d bytes in place, %d anew", large, small)
	}
}
