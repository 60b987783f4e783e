package s3_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/npygo/npygo/examples/s3"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
	"github.com/npygo/npygo/remote"
)

// numbers is an array of 20000 rows of 25 numbers.
func numbers() npy.Array[float32] {
	a := npy.Array[float32]{Data: make([]float32, 500_000), Shape: []int{20_000, 25}}
	for i := range a.Data {
		a.Data[i] = float32(i)
	}
	return a
}

func TestArrays(t *testing.T) {
	s := startStore(t)
	var file, archive bytes.Buffer
	if err := npy.Write(&file, numbers()); err != nil {
		t.Fatal(err)
	}
	w := npz.NewWriter(&archive)
	for _, name := range []string{"a", "weights", "z"} {
		if err := npz.Write(w, name, numbers()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	s.put(t, "dir/rows.npy", file.Bytes())
	s.put(t, "model.npz", archive.Bytes())
	s.put(t, "empty.npy", nil)
	s.put(t, "empty.npz", nil)
	for name, open := range s.ways() {
		t.Run(name, func(t *testing.T) {
			opened := func(key string) source {
				t.Helper()
				src, err := open(t.Context(), key)
				if err != nil {
					t.Fatal(err)
				}
				if c, ok := src.(io.Closer); ok {
					t.Cleanup(func() { c.Close() })
				}
				return src
			}
			checkRows(t, opened("dir/rows.npy"))
			checkMember(t, opened("model.npz"))
			checkBytes(t, opened("dir/rows.npy"), file.Bytes())
			checkBytes(t, opened("model.npz"), archive.Bytes())
			checkBytes(t, opened("empty.npy"), nil)
			checkBytes(t, opened("empty.npz"), nil)
			if _, err := open(t.Context(), "nothing.npy"); err == nil {
				t.Error("an object that is not there is no error")
			}
		})
	}
}

func checkRows(t *testing.T, src source) {
	t.Helper()
	f, err := npy.NewFile(src, src.Size())
	if err != nil {
		t.Fatal(err)
	}
	got, err := npy.ReadRows[float32](f, 15_000, 15_100)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Data, numbers().Data[15_000*25:15_100*25]) {
		t.Error("other rows")
	}
	checkRequests(t, src)
}

func checkMember(t *testing.T, src source) {
	t.Helper()
	r, err := npz.NewReader(src, src.Size())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got, err := npz.Read[float32](r, "weights")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Data, numbers().Data) {
		t.Error("other elements")
	}
	checkRequests(t, src)
}

// checkRequests wants what presigned URLs promise: an object's end, and the part.
func checkRequests(t *testing.T, src source) {
	t.Helper()
	if f, ok := src.(*remote.File); ok && f.Stats().Requests != 2 {
		t.Errorf("%+v, not 2 requests", f.Stats())
	}
}

func checkBytes(t *testing.T, src source, want []byte) {
	t.Helper()
	if src.Size() != int64(len(want)) {
		t.Errorf("size %d, not %d", src.Size(), len(want))
	}
	part := want[len(want)/2 : len(want)/2+min(1000, len(want))]
	if err := iotest.TestReader(io.NewSectionReader(src, int64(len(want)/2), int64(min(100, len(part)))), part[:min(100, len(part))]); err != nil {
		t.Error(err)
	}
	b := make([]byte, len(want)+1)
	if n, err := src.ReadAt(b, 0); n != len(want) || err != io.EOF || !bytes.Equal(b[:n], want) {
		t.Errorf("ReadAt beyond the end: %d bytes, %v", n, err)
	}
	r, err := src.ReadRange(int64(len(want)/2), int64(len(part)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, part) {
		t.Errorf("ReadRange: %d bytes, %v", len(got), err)
	}
	if _, err := src.ReadAt(b, -1); err == nil {
		t.Error("a negative offset is no error")
	}
}

// An object that is replaced is noticed, and not read.
func TestChangedObject(t *testing.T) {
	s := startStore(t)
	old, other := bytes.Repeat([]byte("old"), 100_000), bytes.Repeat([]byte("new"), 100_000)
	for name, open := range s.ways() {
		t.Run(name, func(t *testing.T) {
			s.put(t, "rows.npy", old)
			src, err := open(t.Context(), "rows.npy")
			if err != nil {
				t.Fatal(err)
			}
			s.put(t, "rows.npy", other)
			b := make([]byte, 100)
			n, err := src.ReadAt(b, 200_000)
			if err == nil || !bytes.Equal(b, make([]byte, 100)) {
				t.Errorf("%d bytes of the new object: %q, %v", n, b, err)
			}
			if f, ok := src.(*remote.File); ok {
				f.Close()
				if !errors.Is(err, remote.ErrChanged) {
					t.Error(err)
				}
			}
		})
	}
}

// A presigned URL that has expired is replaced; without Renew it is an error that keeps the signature to itself.
func TestExpiry(t *testing.T) {
	s := startStore(t)
	s.put(t, "x.npy", make([]byte, 500_000))
	for name, presign := range map[string]func(valid time.Duration) s3.Presigner{
		"aws":   func(valid time.Duration) s3.Presigner { return s3.PresignAWS(s.aws, bucket, "x.npy", valid) },
		"minio": func(valid time.Duration) s3.Presigner { return s3.PresignMinio(s.minio, bucket, "x.npy", valid) },
	} {
		t.Run(name, func(t *testing.T) {
			short, err := presign(time.Second)(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(2100 * time.Millisecond)
			_, err = remote.Open(t.Context(), nil, short)
			if !errors.Is(err, fs.ErrPermission) || strings.Contains(fmt.Sprint(err), "Signature") {
				t.Errorf("an expired URL: %v", err)
			}
			f, err := remote.Open(t.Context(), nil, short, remote.Renew(presign(time.Minute)))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.ReadAt(make([]byte, 300_000), 100_000); err != nil {
				t.Error(err)
			}
			if st := f.Stats(); st.Requests != 3 || st.Renewals != 1 {
				t.Errorf("%+v", st)
			}
		})
	}
}
