package remote_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/npygo/npygo/remote"
)

const kib = 1 << 10

func TestReadAtIsThatOfBytes(t *testing.T) {
	for _, size := range []int{0, 1, 511, 64*kib - 1, 64 * kib, 64*kib + 1, 300*kib + 17} {
		data := random(size)
		for _, path := range []string{"/a.npy", "/a.npz"} {
			for _, opts := range [][]remote.Option{nil, {remote.Cache(0)}, {remote.Block(1), remote.Head(100)}, {remote.Block(1), remote.Tail(100), remote.Cache(5000)}} {
				f := open(t, serve(t, data), path, opts...)
				if f.Size() != int64(size) || f.ETag() != `"one"` {
					t.Fatalf("size %d, ETag %s, of %d bytes", f.Size(), f.ETag(), size)
				}
				r := rand.New(rand.NewPCG(uint64(size), 1))
				for range 40 {
					checkRead(t, f, data, r.IntN(size+2), r.IntN(r.IntN(size+10)+1))
				}
				checkRead(t, f, data, 0, size)
			}
			f := open(t, serve(t, data), path)
			if err := iotest.TestReader(io.NewSectionReader(f, 0, f.Size()), data); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestReadRange(t *testing.T) {
	data := random(300 * kib)
	for _, path := range []string{"/a.npy", "/a.npz"} {
		s := serve(t, data)
		f := open(t, s, path)
		for _, c := range [][2]int64{{0, 10}, {0, 300 * kib}, {64*kib - 1, 2}, {172*kib - 1, 5}, {299 * kib, 5 * kib}, {300 * kib, 1}, {1 << 40, 1 << 62}, {7, 0}} {
			before := f.Stats().Requests
			r, err := f.ReadRange(c[0], c[1])
			if err != nil {
				t.Fatal(err)
			}
			lo := min(c[0], int64(len(data)))
			want := data[lo:min(lo+c[1], int64(len(data)))]
			if n := r.(interface{ Len() int }).Len(); n != len(want) {
				t.Errorf("%v: Len is %d", c, n)
			}
			if err := iotest.TestReader(r, want); err != nil {
				t.Errorf("%v: %v", c, err)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
			if n := f.Stats().Requests - before; n > 1 {
				t.Errorf("%v: %d requests", c, n)
			}
			if _, err := r.Read(make([]byte, 1)); err == nil {
				t.Error("reading a closed range is no error")
			}
		}
	}
}

func TestWrongOffsets(t *testing.T) {
	f := open(t, serve(t, random(10)), "/")
	if _, err := f.ReadAt(make([]byte, 1), -1); err == nil {
		t.Error("ReadAt takes a negative offset")
	}
	for _, c := range [][2]int64{{-1, 1}, {1, -1}} {
		if _, err := f.ReadRange(c[0], c[1]); err == nil {
			t.Errorf("ReadRange takes %v", c)
		}
	}
}

func TestRequests(t *testing.T) {
	data := random(1000 * kib)
	type read struct{ off, n int }
	for _, c := range []struct {
		name  string
		path  string
		opts  []remote.Option
		reads []read
		want  []string
	}{
		{"the head is kept", "/a.npy", nil, []read{{0, 4096}, {60000, 5536}}, []string{"bytes=0-65535"}},
		{"the tail is kept", "/a.npz", nil, []read{{872 * kib, 128 * kib}, {1000*kib - 22, 22}}, []string{"bytes=-131072"}},
		{"the query is no path", "/a?b.npz", nil, nil, []string{"bytes=0-65535"}},
		{"by option", "/a.npz", []remote.Option{remote.Head(10)}, nil, []string{"bytes=0-9"}},
		{"by option", "/a", []remote.Option{remote.Tail(10)}, nil, []string{"bytes=-10"}},
		{"blocks", "/a", nil, []read{{100 * kib, 1}, {127 * kib, 1}, {64 * kib, 2}}, []string{"bytes=0-65535", "bytes=65536-131071"}},
		{"over a block's end", "/a", nil, []read{{128*kib - 1, 2}}, []string{"bytes=0-65535", "bytes=65536-196607"}},
		{"around a block", "/a", nil, []read{{128 * kib, 1}, {65 * kib, 190 * kib}}, []string{"bytes=0-65535", "bytes=131072-196607", "bytes=65536-262143"}},
		{"a long one goes straight", "/a", nil, []read{{64 * kib, 500 * kib}}, []string{"bytes=0-65535", "bytes=65536-577535"}},
		{"what is there is not asked for", "/a", nil, []read{{10, 500 * kib}}, []string{"bytes=0-65535", "bytes=65536-512009"}},
		{"nor at the end", "/a.npz", nil, []read{{500 * kib, 500 * kib}}, []string{"bytes=-131072", "bytes=512000-892927"}},
		{"nor from the cache", "/a", nil, []read{{64 * kib, 1}, {64 * kib, 500 * kib}}, []string{"bytes=0-65535", "bytes=65536-131071", "bytes=131072-577535"}},
		{"ahead", "/a", nil, []read{{64 * kib, 9}, {128 * kib, 9}, {192 * kib, 9}, {256 * kib, 9}, {448 * kib, 9}, {511 * kib, 1}},
			[]string{"bytes=0-65535", "bytes=65536-131071", "bytes=131072-262143", "bytes=262144-524287"}},
		{"ahead to the end", "/a", []remote.Option{remote.Block(400 * kib)}, []read{{500 * kib, 1}, {900 * kib, 1}},
			[]string{"bytes=0-65535", "bytes=409600-819199", "bytes=819200-1023999"}},
		{"ahead to the tail", "/a.npz", nil, []read{{750 * kib, 1}, {800 * kib, 1}, {870 * kib, 1}},
			[]string{"bytes=-131072", "bytes=720896-786431", "bytes=786432-917503"}},
		{"nothing is kept", "/a", []remote.Option{remote.Cache(0)}, []read{{64 * kib, 1}, {64 * kib, 1}}, []string{"bytes=0-65535", "bytes=65536-65536", "bytes=65536-65536"}},
		{"nothing is kept of several blocks", "/a", []remote.Option{remote.Cache(0)}, []read{{65 * kib, 190 * kib}}, []string{"bytes=0-65535", "bytes=66560-261119"}},
		{"more blocks than are kept", "/a", []remote.Option{remote.Cache(128 * kib)}, []read{{65 * kib, 190 * kib}}, []string{"bytes=0-65535", "bytes=66560-261119"}},
		{"as many blocks as are kept", "/a", []remote.Option{remote.Cache(128 * kib)}, []read{{320 * kib, 1}, {65 * kib, 127 * kib}, {64 * kib, 1}}, []string{"bytes=0-65535", "bytes=327680-393215", "bytes=65536-196607"}},
		{"the last used is kept", "/a", []remote.Option{remote.Cache(128 * kib)}, []read{{64 * kib, 1}, {192 * kib, 1}, {64 * kib, 1}, {320 * kib, 1}, {64 * kib, 1}, {192 * kib, 1}},
			[]string{"bytes=0-65535", "bytes=65536-131071", "bytes=196608-262143", "bytes=327680-393215", "bytes=196608-262143"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, data)
			f := open(t, s, c.path, c.opts...)
			for _, r := range c.reads {
				checkRead(t, f, data, r.off, r.n)
			}
			if got := s.sent("Range"); !slices.Equal(got, c.want) {
				t.Errorf("requests %q, not %q", got, c.want)
			}
			if got := f.Stats().Requests; got != int64(len(c.want)) {
				t.Errorf("%d counted", got)
			}
		})
	}
}

// Those who wait for one block share its request.
func TestSharedRequests(t *testing.T) {
	data := random(400 * kib)
	s := serve(t, data)
	f := open(t, s, "/")
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() { checkRead(t, f, data, 128*kib+i*100, 3000) })
	}
	wg.Wait()
	checkCount(t, s, f, 2)
}

func TestManyReaders(t *testing.T) {
	data := random(2 << 20)
	f := open(t, serve(t, data), "/", remote.Cache(300*kib), remote.Block(16*kib))
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(i)))
			for range 50 {
				checkRead(t, f, data, r.IntN(len(data)), r.IntN(100*kib))
			}
		})
	}
	wg.Wait()
}

func TestClose(t *testing.T) {
	data := random(200 * kib)
	f := open(t, serve(t, data), "/")
	r, err := f.ReadRange(70*kib, 100*kib)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for range 2 {
		if err := f.WithContext(context.Background()).Close(); err != nil {
			t.Error(err)
		}
	}
	for _, off := range []int64{0, 100 * kib} {
		if n, err := f.ReadAt(make([]byte, 5), off); n != 0 || !errors.Is(err, fs.ErrClosed) {
			t.Errorf("%d bytes, %v", n, err)
		}
	}
	if _, err := f.ReadRange(0, 1); !errors.Is(err, fs.ErrClosed) {
		t.Error(err)
	}
	if _, err := io.ReadAll(r); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("a range that was open: %v", err)
	}
	if f.Size() != int64(len(data)) {
		t.Error("the size is forgotten")
	}
}

// Close frees the cache, and what comes later is not kept.
func TestCloseFreesTheCache(t *testing.T) {
	data := random(400 * kib)
	f := open(t, serve(t, data), "/")
	checkRead(t, f, data, 70*kib, 100*kib)
	if blocks, bytes := remote.Held(f); blocks != 2 || bytes != 128*kib {
		t.Fatalf("%d blocks of %d bytes", blocks, bytes)
	}
	f.Close()
	if blocks, bytes := remote.Held(f); blocks != 0 || bytes != 0 {
		t.Errorf("%d blocks of %d bytes are left", blocks, bytes)
	}
	remote.Arrive(f, 3, make([]byte, 64*kib))
	if _, bytes := remote.Held(f); bytes != 0 {
		t.Errorf("%d bytes came later, and are kept", bytes)
	}
}

// What a request brought is used, even if others push it out of the cache at once.
func TestWindowPushedOut(t *testing.T) {
	data := random(400 * kib)
	s := serve(t, data)
	f := open(t, s, "/", remote.Cache(128*kib))
	if got, err := remote.Blocks(f, 2, 4); err != nil || !bytes.Equal(bytes.Join(got, nil), data[128*kib:320*kib]) {
		t.Errorf("%d blocks, %v", len(got), err)
	}
	checkCount(t, s, f, 2)
}

func TestBytesOfStats(t *testing.T) {
	f := open(t, serve(t, random(100)), "/")
	if got := f.Stats(); got != (remote.Stats{Requests: 1, Bytes: 100}) {
		t.Errorf("%+v", got)
	}
}

func BenchmarkReadAtCached(b *testing.B) {
	data := random(1 << 20)
	f := open(b, serve(b, data), "/")
	p := make([]byte, 4096)
	f.ReadAt(p, 100*kib)
	b.SetBytes(int64(len(p)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.ReadAt(p, 100*kib); err != nil {
			b.Fatal(err)
		}
	}
	if !bytes.Equal(p, data[100*kib:][:4096]) {
		b.Error("other bytes")
	}
}

// BenchmarkRead compares a long ReadAt and a ReadRange with a bare request for the same bytes.
func BenchmarkRead(b *testing.B) {
	const n = 4 << 20
	s := serve(b, random(n+100*kib))
	f := open(b, s, "/")
	p := make([]byte, n)
	run := func(name string, read func() error) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(n)
			b.ReportAllocs()
			for b.Loop() {
				if err := read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	run("net/http", func() error {
		resp, err := s.Client().Get(s.URL)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		_, err = io.ReadFull(resp.Body, p)
		return err
	})
	run("ReadAt", func() error {
		_, err := f.ReadAt(p, 100*kib)
		return err
	})
	run("ReadRange", func() error {
		r, err := f.ReadRange(100*kib, n)
		if err != nil {
			return err
		}
		defer r.Close()
		_, err = io.ReadFull(r, p)
		return err
	})
}
