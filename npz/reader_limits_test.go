package npz

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
)

// With limits of nothing and less, nothing passes.
func TestNoRoom(t *testing.T) {
	b := ours(t, func(w *Writer) { must(t, Write(w, "a", smooth(30, 3))); must(t, w.WriteBytes("empty", nil)) })
	for _, n := range []int64{0, -1, math.MinInt64} {
		for name, opt := range map[string]Option{"MaxTotalBytes": MaxTotalBytes(n), "MaxMembers": MaxMembers(int(max(n, -1)))} {
			if _, err := NewReader(bytes.NewReader(b), int64(len(b)), opt); !errors.Is(err, header.ErrLimit) {
				t.Errorf("%s(%d): %v", name, n, err)
			}
		}
		r := opened(t, b, MaxMemberBytes(n))
		if _, err := ReadAny(r, "a"); !errors.Is(err, header.ErrLimit) {
			t.Errorf("MaxMemberBytes(%d): %v", n, err)
		}
		if _, err := r.Bytes("empty"); err != nil {
			t.Errorf("MaxMemberBytes(%d): %v", n, err)
		}
	}
}

// Options that ask for everything give what there is.
func TestAllRoom(t *testing.T) {
	b := ours(t, func(w *Writer) { must(t, Write(w, "a", smooth(30, 3))) }, Workers(math.MaxInt), Compress(6))
	r, err := ReadFrom(bytes.NewReader(b), InMemory(math.MaxInt64), MaxMemberBytes(math.MaxInt64), MaxTotalBytes(math.MaxInt64), MaxMembers(math.MaxInt), Workers(math.MaxInt))
	must(t, err)
	_, err = ReadAny(r, "a")
	must(t, err)
	if n := r.team.size(); n != maxWorkers {
		t.Errorf("%d workers", n)
	}
}

func TestTotalOfLoad(t *testing.T) {
	const each = DefaultMaxMemberBytes
	var b []byte
	var entries []zipfmt.Entry
	for i := range 5 {
		e, err := zipfmt.NewEntry(string(rune('a'+i)) + ".npy")
		must(t, err)
		e.Method, e.Size, e.CompressedSize, e.Offset = zipfmt.Deflate, each, 1, int64(len(b))
		b = append(zipfmt.AppendLocal(b, &e, e.Offset, 0), 3)
		entries = append(entries, e)
	}
	at := int64(len(b))
	for i := range entries {
		b = zipfmt.AppendCentral(b, &entries[i])
	}
	b = zipfmt.AppendEnd(b, len(entries), at, int64(len(b))-at)
	if _, err := opened(t, b).ReadAll(); !errors.Is(err, header.ErrLimit) {
		t.Errorf("%v", err)
	}
	if _, err := opened(t, b, MaxTotalBytes(100<<30)).ReadAll(); errors.Is(err, header.ErrLimit) || err == nil {
		t.Errorf("with a higher limit: %v", err)
	}
}

func TestArrays(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b, Arrays(npy.BigEndian()))
	must(t, Write(w, "a", smooth(30, 3)))
	must(t, w.Close())
	r := opened(t, b.Bytes(), Arrays(npy.MaxBytes(100)))
	if h, err := r.Header("a"); err != nil || h.DType.String() != ">f8" {
		t.Errorf("%v, %v", h.DType, err)
	}
	if _, err := r.Header("a", header.MaxHeader(20)); !errors.Is(err, header.ErrLimit) {
		t.Errorf("Header: %v", err)
	}
	if _, err := r.ReadAll(); !errors.Is(err, header.ErrLimit) {
		t.Errorf("ReadAll: %v", err)
	}
	if _, err := r.ReadAll(npy.MaxBytes(1000)); err != nil {
		t.Errorf("ReadAll with an option of its own: %v", err)
	}
}

func TestProgressOfReadAll(t *testing.T) {
	b := ours(t, func(w *Writer) {
		for _, name := range []string{"a", "b", "c"} {
			must(t, Write(w, name, smooth(30, 3)))
		}
	})
	for _, workers := range []int{1, 3} {
		var calls []int64
		total := int64(0)
		r := opened(t, b, Workers(workers), Progress(func(done, all int64) { calls, total = append(calls, done), all }))
		_, err := r.ReadAll()
		must(t, err)
		if want := int64(128 + 30*8); len(calls) != 3 || calls[0] != want || calls[1] != 2*want || calls[2] != 3*want || total != 3*want {
			t.Errorf("%d workers: %v of %d, want steps of %d", workers, calls, total, want)
		}
	}
}

// A Reader may be used within a use of it, also while Close waits for that.
func TestUseWithinUse(t *testing.T) {
	b := ours(t, func(w *Writer) { must(t, Write(w, "a", smooth(600_000, 3))) })
	r := opened(t, b)
	closing := make(chan error)
	called := 0
	_, err := Read[float64](r, "a", npy.Progress(func(done, total int64) {
		if called++; called == 1 {
			go func() { closing <- r.Close() }()
			time.Sleep(10 * time.Millisecond)
		}
		if _, err := r.Header("a"); err != nil && !errors.Is(err, fs.ErrClosed) {
			t.Error(err)
		}
	}))
	if err != nil || called < 2 {
		t.Errorf("%v, %d calls", err, called)
	}
	if err := <-closing; err != nil {
		t.Error(err)
	}
	if _, err := r.Header("a"); !errors.Is(err, fs.ErrClosed) || err.Error() != "npz: the archive is closed: file already closed" {
		t.Errorf("%v", err)
	}
}

// Nothing can be appended to a View without a copy: behind it is the archive.
func TestViewHasNoRoom(t *testing.T) {
	b := ours(t, func(w *Writer) {
		must(t, Write(w, "a", smooth(30, 3), native()...))
		must(t, Write(w, "b", smooth(30, 3)))
	})
	r, err := ReadFrom(bytes.NewReader(b))
	must(t, err)
	a, err := View[float64](r, "a")
	if pureGo {
		return
	}
	if err != nil || cap(a.Data) != len(a.Data) {
		t.Errorf("%v, room for %d behind %d", err, cap(a.Data), len(a.Data))
	}
	if m := r.src.memory; int64(cap(m)) != r.dir.Offset {
		t.Errorf("the members have %d bytes, of %d before the directory", cap(m), r.dir.Offset)
	}
}

func TestTrailing(t *testing.T) {
	b := ours(t, func(w *Writer) { must(t, Write(w, "a", smooth(30, 3))) })
	for _, more := range []string{"", "x", "garbage!"} {
		if n := opened(t, append(bytes.Clone(b), more...)).Trailing(); n != int64(len(more)) {
			t.Errorf("%d bytes behind the archive, want %d", n, len(more))
		}
	}
}

// The blocks that are kept are few.
func TestCacheIsBounded(t *testing.T) {
	var c blockCache
	for k := range 100 {
		c.keep(cachedBlock{k: k, data: make([]byte, 1<<20)})
		if len(c.slots) > cacheBytes>>20 {
			t.Fatalf("%d blocks of 1 MiB", len(c.slots))
		}
	}
	for k := range 100 {
		c.keep(cachedBlock{k: k, data: make([]byte, 10)})
	}
	if len(c.slots) != cacheSlots || c.slots[0].k != 99 {
		t.Errorf("%d small blocks, the first is %d", len(c.slots), c.slots[0].k)
	}
	c.keep(cachedBlock{k: 7, data: make([]byte, 2*cacheBytes)})
	if len(c.slots) != 1 || c.find(nil, 7) == nil {
		t.Errorf("%d blocks beside a large one", len(c.slots)-1)
	}
}
