package npz

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/mmap"
	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
)

// calls are all ways to a member, each to its last byte where it goes that far.
var calls = map[string]func(r *Reader, name string) error{
	"Read":       func(r *Reader, name string) error { _, err := Read[float64](r, name); return err },
	"ReadInto":   func(r *Reader, name string) error { return ReadInto(r, name, new(npy.Array[float64])) },
	"ReadAny":    func(r *Reader, name string) error { _, err := ReadAny(r, name); return err },
	"ReadRaw":    func(r *Reader, name string) error { _, err := ReadRaw(r, name); return err },
	"Bytes":      func(r *Reader, name string) error { _, err := r.Bytes(name); return err },
	"Verify":     func(r *Reader, name string) error { return r.Verify(name) },
	"Header":     func(r *Reader, name string) error { _, err := r.Header(name); return err },
	"DataOffset": func(r *Reader, name string) error { _, err := r.DataOffset(name); return err },
	"View":       func(r *Reader, name string) error { _, err := View[float64](r, name); return err },
	"ReadRows":   func(r *Reader, name string) error { _, err := ReadRows[float64](r, name, 0, 60_000); return err },
	"File": func(r *Reader, name string) error {
		f, err := r.File(name)
		if err != nil {
			return err
		}
		_, err = npy.ReadRows[float64](f, 50_000, 60_000)
		return err
	},
	"ReaderAt": func(r *Reader, name string) error {
		ra, size, err := r.ReaderAt(name)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, io.NewSectionReader(ra, 0, size))
		return err
	},
	"Stream": func(r *Reader, name string) error {
		s, err := r.Stream(name)
		if err != nil {
			return err
		}
		defer s.Close()
		_, err = io.Copy(io.Discard, s)
		return err
	},
}

// What is asked of a member that is not there, or of a Reader that is closed, is the same error on every road.
func TestNoMember(t *testing.T) {
	b := ours(t, func(w *Writer) { must(t, Write(w, "a", smooth(30, 3))) })
	name := filepath.Join(t.TempDir(), "a.npz")
	must(t, WriteFile(name, map[string]npy.AnyArray{"a": smooth(30, 3)}))
	for call, f := range calls {
		bare := opened(t, b)
		r, err := Open(name)
		must(t, err)
		const want = `bad archive: "b" is not among its 1 members ("a"): no such member`
		if err := f(bare, "b"); !errors.Is(err, ErrNotFound) || !errors.Is(err, ErrArchive) || err.Error() != "npy: "+want {
			t.Errorf("%s: %v", call, err)
		}
		if err := f(r, "b"); !errors.Is(err, ErrNotFound) || err.Error() != "npy: "+name+": "+want {
			t.Errorf("%s: %v", call, err)
		}
		must(t, bare.Close())
		must(t, r.Close())
		if err := f(bare, "a"); !errors.Is(err, fs.ErrClosed) || err.Error() != "npz: the archive is closed: file already closed" {
			t.Errorf("%s of a closed Reader: %v", call, err)
		}
		if err := f(r, "a"); !errors.Is(err, fs.ErrClosed) || err.Error() != "read "+name+": file already closed" {
			t.Errorf("%s of a closed file: %v", call, err)
		}
	}
}

// What is no archive is one error, however it is opened; and what is not there is the system's.
func TestNoArchive(t *testing.T) {
	dir := t.TempDir()
	if _, err := Load(filepath.Join(dir, "none.npz")); !errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrArchive) {
		t.Errorf("Load: %v", err)
	}
	b := []byte("neither an archive nor an array")
	if _, err := OpenBytes(b); !errors.Is(err, ErrArchive) || !strings.Contains(err.Error(), "does not start with PK") {
		t.Errorf("OpenBytes: %v", err)
	}
	if _, err := ReadFrom(bytes.NewReader(b), InMemory(5)); !errors.Is(err, ErrArchive) {
		t.Errorf("ReadFrom by way of the disk: %v", err)
	}
	mapWhole = func(*mmap.Region, string, mmap.Mode) error { return errors.ErrUnsupported }
	defer func() { mapWhole = (*mmap.Region).Open }()
	if _, err := Open(filepath.Join(dir, "none.npz")); !errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrArchive) {
		t.Errorf("Open, where nothing can be mapped: %v", err)
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "not a regular file: use ReadFrom") {
		t.Errorf("Open of a folder, where nothing can be mapped: %v", err)
	}
}

// Sizes that add up to more than there are numbers for are a lie, whatever limits the caller sets.
func TestTotalOverflows(t *testing.T) {
	var b []byte
	var entries []zipfmt.Entry
	for _, name := range []string{"a", "b"} {
		e, err := zipfmt.NewEntry(name)
		must(t, err)
		e.Method, e.Size, e.CompressedSize, e.Offset = zipfmt.Deflate, 1<<62, 1, int64(len(b))
		b = append(zipfmt.AppendLocal(b, &e, e.Offset, 0), 3)
		entries = append(entries, e)
	}
	at := int64(len(b))
	for i := range entries {
		b = zipfmt.AppendCentral(b, &entries[i])
	}
	b = zipfmt.AppendEnd(b, len(entries), at, int64(len(b))-at)
	_, err := OpenBytes(b)
	if !errors.Is(err, ErrArchive) || errors.Is(err, header.ErrLimit) || !strings.Contains(err.Error(), "add up to more than 2^63 bytes") {
		t.Errorf("%v", err)
	}
}

// SkipChecksum leaves out the sums of blocks, too, and Verify asks for them all the same.
func TestSkipChecksumOfBlocks(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	want := npy.Array[float64]{Data: make([]float64, 60_000)}
	for i := range want.Data {
		want.Data[i] = math.Float64frombits(rng.Uint64()) // which nothing can make smaller
	}
	b := ours(t, func(w *Writer) { must(t, Write(w, "a", want)) }, Compress(1))
	at := bytes.Index(b, image(t, want)[128:128+64])
	if at < 0 {
		t.Fatal("these bytes are not stored in deflate's way")
	}
	b[at] ^= 1
	for call, f := range calls {
		if call == "Header" || call == "DataOffset" || call == "View" || call == "File" { // those ask for no bytes of the first block's elements
			continue
		}
		if err := f(opened(t, b), "a"); !errors.Is(err, ErrArchive) || !strings.Contains(err.Error(), "the CRC-32 of the block at byte 0 is 0x") {
			t.Errorf("%s: %v", call, err)
		}
		err := f(opened(t, b, SkipChecksum()), "a")
		if call == "Verify" {
			if !errors.Is(err, ErrArchive) {
				t.Errorf("Verify, with SkipChecksum: %v", err)
			}
		} else if err != nil {
			t.Errorf("%s, with SkipChecksum: %v", call, err)
		}
	}
}

// Verify judges what lies in memory without a copy, and as strictly.
func TestVerifyInMemory(t *testing.T) {
	b := ours(t, func(w *Writer) { must(t, Write(w, "a", smooth(30, 3))); must(t, Write(w, "b", smooth(30, 3))) })
	b[bytes.Index(b, []byte("\x93NUMPY"))+200]++ // in the first
	r, err := OpenBytes(b)
	must(t, err)
	if err := r.Verify("b"); err != nil {
		t.Errorf("the sound one: %v", err)
	}
	for _, names := range [][]string{nil, {"a"}, {"b", "a"}} {
		if err := r.Verify(names...); !errors.Is(err, ErrArchive) || !strings.HasPrefix(err.Error(), "npy: a.npy: bad archive: wrong checksum: the CRC-32 of its bytes is 0x") {
			t.Errorf("Verify(%q): %v", names, err)
		}
	}
}
