package npz

import (
	"archive/zip"
	"bytes"
	"errors"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

var kinds = []error{ErrArchive, header.ErrMagic, header.ErrVersion, header.ErrHeader, header.ErrDType, header.ErrShape,
	header.ErrTruncated, header.ErrObject, header.ErrLimit, npy.ErrNoView, npy.ErrValue}

func knownKind(err error) bool {
	for _, kind := range kinds {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// contents are the elements of all members as full reads give them.
func contents(b []byte) (map[string]npy.AnyArray, error) {
	r, err := NewReader(bytes.NewReader(b), int64(len(b)), Workers(1), MaxMemberBytes(1<<20))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.ReadAll()
}

// Whatever single byte is changed, the archive is refused, or gives arrays that
// it had, under whatever name.
func TestEachByteFlipped(t *testing.T) {
	a, c := smooth(900, 3), noise(40)
	archives := map[string][]byte{
		"stored":  ours(t, func(w *Writer) { must(t, Write(w, "a", a)); must(t, Write(w, "c", c)) }),
		"blocks":  ours(t, func(w *Writer) { must(t, Write(w, "a", a)); must(t, Write(w, "c", c)) }, Compress(6), SeekBlock(1<<10)),
		"SOZip":   ours(t, func(w *Writer) { must(t, Write(w, "a", a)) }, SOZip(), SeekBlock(1<<10)),
		"foreign": zipOf(t, foreign{"a.npy", zip.Deflate, image(t, a)}, foreign{"c.npy", zip.Store, image(t, c)}),
	}
	for name, good := range archives {
		t.Run(name, func(t *testing.T) {
			all, err := contents(good)
			must(t, err)
			members, refused, tried := len(all), 0, 0
			for i := range good {
				if testing.Short() && i%5 != 0 {
					continue
				}
				tried++
				for _, flip := range []byte{0x01, 0x80, 0xff} {
					b := bytes.Clone(good)
					b[i] ^= flip
					all, err := contents(b)
					if err != nil {
						refused++
						if all != nil {
							t.Fatalf("byte %d ^ %#x: an error, and arrays", i, flip)
						}
						if !knownKind(err) {
							t.Errorf("byte %d ^ %#x: the error is of no kind: %v", i, flip, err)
						}
						continue
					}
					if len(all) != members {
						t.Fatalf("byte %d ^ %#x: %d of %d arrays, and no error", i, flip, len(all), members)
					}
					for key, got := range all {
						if f, ok := got.(npy.Array[float64]); !ok || !f.Equal(a) && !f.Equal(c) {
							t.Errorf("byte %d ^ %#x: %q has other elements and no error", i, flip, key)
						}
					}
				}
			}
			if refused < 2*tried {
				t.Errorf("only %d of %d changes were noticed", refused, 3*tried)
			}
		})
	}
}

// Rows that an index leads to are right, or an error.
func TestEachByteFlippedForParts(t *testing.T) {
	a := smooth(1200, 3)
	for name, opts := range map[string][]Option{"blocks": {Compress(6)}, "SOZip": {SOZip()}} {
		good := ours(t, func(w *Writer) { must(t, Write(w, "a", a)) }, append(opts, SeekBlock(1<<10))...)
		for i := range good {
			b := bytes.Clone(good)
			b[i] ^= 0x55
			r, err := NewReader(bytes.NewReader(b), int64(len(b)))
			if err != nil {
				continue
			}
			rows, err := ReadRows[float64](r, "a", 200, 300)
			if err == nil && !slicesEqual(rows.Data, a.Data[600:900]) {
				t.Errorf("%s: byte %d: other rows and no error", name, i)
			}
			if err != nil && !knownKind(err) {
				t.Errorf("%s: byte %d: the error is of no kind: %v", name, i, err)
			}
		}
	}
}

// An archive that is cut anywhere is refused.
func TestEachCut(t *testing.T) {
	good := ours(t, func(w *Writer) { must(t, Write(w, "a", smooth(300, 3))) }, Compress(6))
	for n := range good {
		if _, err := contents(good[:n]); !errors.Is(err, ErrArchive) {
			t.Fatalf("%d of %d bytes: %v", n, len(good), err)
		}
	}
}

func TestErrorsNameTheMember(t *testing.T) {
	b := ours(t, func(w *Writer) { must(t, Write(w, "a", smooth(300, 3))) })
	i := bytes.Index(b, []byte("\x93NUMPY"))
	b[i+200]++
	r, err := NewReader(bytes.NewReader(b), int64(len(b)))
	must(t, err)
	_, err = Read[float64](r, "a")
	want := "npy: a.npy: bad archive: wrong checksum: the CRC-32 of its bytes is 0x"
	if err == nil || len(err.Error()) < len(want) || err.Error()[:len(want)] != want {
		t.Errorf("%v", err)
	}
	if err := r.Verify("a"); !errors.Is(err, ErrArchive) {
		t.Errorf("Verify: %v", err)
	}
	skip, err := NewReader(bytes.NewReader(b), int64(len(b)), SkipChecksum())
	must(t, err)
	if _, err := Read[float64](skip, "a"); err != nil {
		t.Errorf("with SkipChecksum: %v", err)
	}
	if err := skip.Verify("a"); !errors.Is(err, ErrArchive) {
		t.Errorf("Verify with SkipChecksum: %v", err)
	}
}
