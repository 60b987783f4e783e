package npy_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// taken wraps a source so that what is read of it is counted, and its own ways
// to tell its size stay.
type taken struct {
	r io.Reader
	n int
}

func (c *taken) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += n
	return n, err
}

type withLen struct {
	*taken
	len func() int
}

func (w withLen) Len() int { return w.len() }

type withSeek struct {
	*taken
	io.Seeker
}

type withStat struct {
	*taken
	stat func() (fs.FileInfo, error)
}

func (w withStat) Stat() (fs.FileInfo, error) { return w.stat() }

// TestRefusedUnread: where the source tells that it has too little, nothing
// behind the header is read.
func TestRefusedUnread(t *testing.T) {
	b := file(t, "<f8", []int{100_000}, false, make([]byte, 799_000))
	for name, source := range map[string]func(c *taken) io.Reader{
		"Len": func(c *taken) io.Reader {
			r := bytes.NewReader(b)
			c.r = r
			return withLen{c, r.Len}
		},
		"Seeker": func(c *taken) io.Reader {
			r := bytes.NewReader(b)
			c.r = r
			return withSeek{c, r}
		},
		"limited": func(c *taken) io.Reader {
			c.r = bytes.NewReader(b)
			return io.LimitReader(c, int64(len(b)))
		},
		"limited Len": func(c *taken) io.Reader {
			r := bytes.NewReader(b)
			c.r = r
			return &io.LimitedReader{R: withLen{c, r.Len}, N: 1 << 40}
		},
		"fs.File": func(c *taken) io.Reader {
			f, err := fstest.MapFS{"a.npy": {Data: b[:1000]}}.Open("a.npy")
			if err != nil {
				t.Fatal(err)
			}
			c.r = f
			return withStat{c, f.Stat}
		},
	} {
		var c taken
		_, err := npy.Read[float64](source(&c))
		if !errors.Is(err, header.ErrTruncated) || c.n != 128 {
			t.Errorf("%s: %d bytes were read: %v", name, c.n, err)
		}
	}
}

// TestReadFromCountsTheSource: the counter of ReadFrom does not hide the size.
func TestReadFromCountsTheSource(t *testing.T) {
	b := file(t, "<f8", []int{100_000}, false, make([]byte, 799_000))
	n, err := new(npy.Array[float64]).ReadFrom(bytes.NewReader(b))
	if n != 128 || !errors.Is(err, header.ErrTruncated) {
		t.Errorf("%d bytes were read: %v", n, err)
	}
}

// deviceSeeker seeks as a device does, whose end is 0.
type deviceSeeker struct{ io.Reader }

func (deviceSeeker) Seek(int64, int) (int64, error) { return 0, nil }

// lostSeeker cannot seek back.
type lostSeeker struct{ io.Reader }

var errLost = errors.New("no way back")

func (lostSeeker) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
		return 0, errLost
	case io.SeekEnd:
		return 1 << 40, nil
	}
	return 128, nil
}

func TestOddSeekers(t *testing.T) {
	b := file(t, "<f8", []int{100_000}, false, make([]byte, 800_000))
	if a, err := npy.Read[float64](deviceSeeker{bytes.NewReader(b)}); err != nil || a.Len() != 100_000 {
		t.Errorf("a source whose end is 0: %v", err)
	}
	if a, err := npy.Read[float64](lostSeeker{bytes.NewReader(b)}); !errors.Is(err, errLost) || a.Data != nil {
		t.Errorf("a source that loses its place: %v", err)
	}
}

// TestNotAsked: a source is asked how much it has for the sake of what would be
// allocated, and not where the memory is there.
func TestNotAsked(t *testing.T) {
	b := file(t, "<f8", []int{20_000}, false, make([]byte, 160_000))
	asked := 0
	whole := func(b []byte) io.Reader {
		return withLen{&taken{r: bytes.NewReader(b)}, func() int { asked++; return len(b) - 128 }}
	}
	var a npy.Array[float64]
	if err := npy.ReadInto(whole(b), &a); err != nil || asked == 0 {
		t.Fatalf("without memory: asked %d times, %v", asked, err)
	}
	asked = 0
	if err := npy.ReadInto(whole(b), &a); err != nil || a.Len() != 20_000 || asked > 0 {
		t.Errorf("with memory: asked %d times, %d elements, %v", asked, a.Len(), err)
	}
	if err := npy.ReadInto(whole(b[:len(b)-1]), &a); !errors.Is(err, header.ErrTruncated) || a.Len() != 0 || asked > 0 {
		t.Errorf("cut, with memory: asked %d times, %d elements, %v", asked, a.Len(), err)
	}
}

// TestProc: files that have content and no size are read.
func TestProc(t *testing.T) {
	const name = "/proc/self/environ"
	if st, err := os.Stat(name); err != nil || st.Size() != 0 || !st.Mode().IsRegular() {
		t.Skip("no such file here")
	}
	if _, err := npy.ReadFile[float64](name); !errors.Is(err, header.ErrMagic) {
		t.Errorf("%s: %v", name, err)
	}
}

// TestBrokenReader: an error that merely wraps io.ErrUnexpectedEOF is the reader's own.
func TestBrokenReader(t *testing.T) {
	b := file(t, "<f8", []int{1000}, false, make([]byte, 100))
	own := errors.Join(errors.New("the transport"), io.ErrUnexpectedEOF)
	_, err := npy.Read[float64](io.MultiReader(bytes.NewReader(b), errReader{own}))
	if !errors.Is(err, own) || !strings.Contains(err.Error(), "the transport") {
		t.Errorf("%v", err)
	}
}

type errReader struct{ error }

func (r errReader) Read([]byte) (int, error) { return 0, r.error }

// TestLyingWriter: a writer that says it took more than there is gives an error.
func TestLyingWriter(t *testing.T) {
	for _, n := range []int{3, 100_000} {
		if err := npy.Write(liar{}, npy.Array[int32]{Data: make([]int32, n)}); err == nil {
			t.Errorf("%d elements: no error", n)
		}
	}
}

type liar struct{}

func (liar) Write(b []byte) (int, error) { return len(b) + 1, nil }

// TestNotShared: what has fresh Data has a Shape of its own, and so has a Header.
func TestNotShared(t *testing.T) {
	a := counted(true, 2, 3)
	rows, h := a.RowMajor(), a.Header()
	a.Shape[0] = 99
	if rows.Shape[0] != 2 || h.Shape[0] != 2 {
		t.Errorf("RowMajor's shape %v, Header's %v", rows.Shape, h.Shape)
	}
	raw := npy.Raw{DType: a.Header().DType, Shape: []int{2, 3}, Data: make([]byte, 24)}
	h = raw.Header()
	raw.Shape[0] = 99
	if h.Shape[0] != 2 {
		t.Errorf("Raw.Header's shape %v", h.Shape)
	}
}

func TestAsRefuses(t *testing.T) {
	if _, err := npy.As[float64](nil); !errors.Is(err, header.ErrDType) {
		t.Errorf("As of nil: %v", err)
	}
	if _, err := npy.As[float64](npy.Array[chan int]{}); !errors.Is(err, header.ErrDType) || !strings.Contains(err.Error(), "chan int") {
		t.Errorf("As of an array of channels: %v", err)
	}
	if _, err := npy.As[int64](npy.Array[int64]{Data: []int64{1}, Shape: []int{5}}); !errors.Is(err, header.ErrShape) {
		t.Errorf("As of an invalid array: %v", err)
	}
}

// TestInvalidOrder: arrays whose shape does not fit are an error of Reshape and
// a panic of RowMajor, as documented.
func TestInvalidOrder(t *testing.T) {
	a := npy.Array[int8]{Data: make([]int8, 6), Shape: []int{2, 2}, FortranOrder: true}
	if _, err := a.Reshape(6); !errors.Is(err, header.ErrShape) {
		t.Errorf("Reshape: %v", err)
	}
	defer func() {
		if err, ok := recover().(error); !ok || !errors.Is(err, header.ErrShape) {
			t.Errorf("RowMajor panics with %v", err)
		}
	}()
	a.RowMajor()
	t.Error("RowMajor gives no panic")
}

// TestEmptyForeign: of nothing, the byte order is right.
func TestEmptyForeign(t *testing.T) {
	if mustBeOrdinary {
		t.Log("an empty array is viewed without unsafe, too")
	}
	for _, descr := range []string{"<f8", ">f8"} {
		if v, err := npy.View[float64](file(t, descr, []int{0, 3}, false, nil)); err != nil || v.Len() != 0 {
			t.Errorf("View of an empty array of %s: %v", descr, err)
		}
	}
}

// TestOldFileStays: CreateMap that fails leaves what was there.
func TestOldFileStays(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "old.npy")
	if err := os.WriteFile(name, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, shape := range [][]int{{-1}, {1 << 30, 1 << 30, 1 << 30}, {1 << 20, 1 << 10, 1 << 10}} {
		if m, err := npy.CreateMap[float64](name, shape...); err == nil { // 8 TiB: no disk here has it
			m.Close()
			t.Fatalf("CreateMap of shape %v gives no error", shape)
		}
	}
	if mustBeOrdinary {
		if _, err := npy.CreateMap[float64](name, 3); !errors.Is(err, npy.ErrNoView) && !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("CreateMap without unsafe: %v", err)
		}
	}
	if b, err := os.ReadFile(name); string(b) != "old" {
		t.Errorf("the old file is %d bytes, %v", len(b), err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("litter: %v", left)
	}
}
