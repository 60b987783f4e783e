package remote_test

import (
	"bytes"
	"io"
	"slices"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
	"github.com/npygo/npygo/remote"
)

// array is one of 20000 rows of 25 numbers, the second half a million.
func array() npy.Array[float32] {
	a := npy.Array[float32]{Data: make([]float32, 500_000), Shape: []int{20_000, 25}}
	for i := range a.Data {
		a.Data[i] = float32(i)
	}
	return a
}

func checkRows(t *testing.T, got npy.Array[float32], lo, hi int) {
	t.Helper()
	if want := array().Data[25*lo : 25*hi]; !slices.Equal(got.Data, want) || !slices.Equal(got.Shape, []int{hi - lo, 25}) {
		t.Errorf("rows %d to %d: shape %v, and other elements", lo, hi, got.Shape)
	}
}

// A part of a .npy costs two requests: one for the header, one for the rows.
func TestRowsOfNpy(t *testing.T) {
	for _, opts := range [][]npy.Option{nil, {npy.BigEndian()}} {
		var b bytes.Buffer
		if err := npy.Write(&b, array(), opts...); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ lo, hi, requests int }{
			{5000, 5001, 2},
			{5000, 5500, 2},
			{19_999, 20_000, 2},
			{0, 600, 1},      // Open has brought them
			{0, 20_000, 2},   // all of it
			{700, 19_000, 2}, // 1.8 MB
		} {
			s := serve(t, b.Bytes())
			f := open(t, s, "/rows.npy")
			file, err := npy.NewFile(f, f.Size())
			if err != nil {
				t.Fatal(err)
			}
			got, err := npy.ReadRows[float32](file, c.lo, c.hi)
			if err != nil {
				t.Fatal(err)
			}
			checkRows(t, got, c.lo, c.hi)
			checkCount(t, s, f, c.requests)
		}
	}
}

// A column is read as pieces near each other.
func TestColumnOfNpy(t *testing.T) {
	var b bytes.Buffer
	if err := npy.Write(&b, array()); err != nil {
		t.Fatal(err)
	}
	s := serve(t, b.Bytes())
	f := open(t, s, "/rows.npy")
	file, err := npy.NewFile(f, f.Size(), npy.MergeGap(4096))
	if err != nil {
		t.Fatal(err)
	}
	got, err := npy.ReadSlice[float32](file, npy.Range{Start: 2000, Stop: 18_000}, npy.Range{Start: 7, Stop: 8})
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range got.Data {
		if x != float32((2000+i)*25+7) {
			t.Fatalf("element %d is %v", i, x)
		}
	}
	if n := s.count(); n > 7 {
		t.Errorf("%d requests: %q", n, s.sent("Range"))
	}
}

// archive holds the array three times, and something before it.
func archive(t *testing.T, opts ...npz.Option) []byte {
	t.Helper()
	var b bytes.Buffer
	w := npz.NewWriter(&b, opts...)
	for _, name := range []string{"a", "b", "c"} {
		if err := npz.Write(w, name, array()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A member of a .npz costs two requests: one for the directory, and one ReadRange.
func TestMemberByReadRange(t *testing.T) {
	s := serve(t, archive(t))
	f := open(t, s, "/x.npz")
	r, err := npz.NewReader(f, f.Size())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	m := r.Members()[1]
	start := bytes.Index(s.data, []byte(m.FullName)) - 30 // the local header
	checkCount(t, s, f, 1)

	// Where the data begin, only the local header tells: it is read from the same stream.
	body, err := f.ReadRange(int64(start), 30+m.CompressedSize+1024)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	local := make([]byte, 30)
	if _, err := io.ReadFull(body, local); err != nil {
		t.Fatal(err)
	}
	skip := int64(local[26]) + int64(local[27])<<8 + int64(local[28]) + int64(local[29])<<8
	if _, err := io.CopyN(io.Discard, body, skip); err != nil {
		t.Fatal(err)
	}
	got, err := npy.Read[float32](body)
	if err != nil {
		t.Fatal(err)
	}
	checkRows(t, got, 0, 20_000)
	checkCount(t, s, f, 2)
}

func TestMembersOfNpz(t *testing.T) {
	for _, opts := range [][]npz.Option{nil, {npz.Compress(1)}} {
		s := serve(t, archive(t, opts...))
		f := open(t, s, "/x.npz")
		r, err := npz.NewReader(f, f.Size())
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		checkCount(t, s, f, 1)
		got, err := npz.Read[float32](r, "b")
		if err != nil {
			t.Fatal(err)
		}
		checkRows(t, got, 0, 20_000)
		checkCount(t, s, f, 2)

		fresh := open(t, s, "/x.npz", remote.Cache(1<<20))
		if r, err = npz.NewReader(fresh, fresh.Size()); err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if got, err = npz.ReadRows[float32](r, "c", 7000, 7100); err != nil {
			t.Fatal(err)
		}
		checkRows(t, got, 7000, 7100)
		if n := fresh.Stats().Requests; n > 5 {
			t.Errorf("%d requests for rows of a member: %q", n, s.sent("Range"))
		}
		all, err := r.ReadAll()
		if err != nil || len(all) != 3 {
			t.Errorf("%d members, %v", len(all), err)
		}
	}
}
