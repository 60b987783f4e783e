package npz_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npz"
)

// golden is one archive of ../testdata/npz, as manifest.json tells: see ../testdata/README.md.
type golden struct {
	Path, Kind, Note string
	Category, Expect string
	Also             []string
	Members          []goldenMember
}

type goldenMember struct {
	Name, Key string
	Method    uint16
	Size      int64
	CRC32     uint32
	Raw       bool
	SHA256    string
	Array     struct {
		Descr, Spelled string
		Shape          []int
		FortranOrder   bool `json:"fortran_order"`
		Count          int
		Payload        string `json:"payload_sha256"`
		Canonical      string `json:"canonical_sha256"`
	}
}

func goldens(t *testing.T, kinds ...string) []golden {
	t.Helper()
	b, err := os.ReadFile("../testdata/npz/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Files []golden }
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	list := slices.DeleteFunc(all.Files, func(g golden) bool { return !slices.Contains(kinds, g.Kind) })
	if len(list) < 50 {
		t.Fatalf("only %d archives", len(list))
	}
	return list
}

// TestGolden reads what NumPy, SciPy and zipfile wrote, and what NumPy accepts.
func TestGolden(t *testing.T) {
	for _, g := range goldens(t, "good", "odd", "sparse") {
		t.Run(g.Path, func(t *testing.T) {
			r, err := npz.Open(filepath.Join("../testdata/npz", g.Path))
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if len(r.Members()) != len(g.Members) {
				t.Fatalf("%d members, want %d", len(r.Members()), len(g.Members))
			}
			for i, want := range g.Members {
				m := r.Members()[i]
				if m.FullName != want.Name || m.Size != want.Size || m.CRC32 != want.CRC32 || m.Method != want.Method {
					t.Errorf("member %d: %+v, want %+v", i, m, want)
				}
				if m.Name != want.Key && m.Name != want.Name {
					t.Errorf("member %d: key %q, want %q", i, m.Name, want.Key)
				}
				if want.Method != 0 && want.Method != 8 {
					if _, err := r.Bytes(m.Name); !errors.Is(err, npz.ErrArchive) || !strings.Contains(err.Error(), "method") {
						t.Errorf("method %d: %v", want.Method, err)
					}
					continue
				}
				goldenContent(t, r, m.Name, want)
			}
		})
	}
}

func goldenContent(t *testing.T, r *npz.Reader, name string, want goldenMember) {
	t.Helper()
	b, err := r.Bytes(name)
	if err != nil || crc32.ChecksumIEEE(b) != want.CRC32 {
		t.Errorf("Bytes(%q): %d bytes, %v", name, len(b), err)
		return
	}
	if want.Raw {
		if _, err := npz.ReadAny(r, name); !errors.Is(err, header.ErrMagic) {
			t.Errorf("ReadAny(%q): %v", name, err)
		}
		if digest(b) != want.SHA256 {
			t.Errorf("Bytes(%q): other bytes", name)
		}
		return
	}
	a := want.Array
	h, err := r.Header(name)
	if err != nil || h.FortranOrder != a.FortranOrder || !slices.Equal(h.Shape, a.Shape) || a.Descr != "" && a.Spelled == "" && h.DType.String() != a.Descr {
		t.Errorf("Header(%q): %v %v %v, %v; want %v", name, h.DType, h.Shape, h.FortranOrder, err, a)
	}
	payload := a.Payload
	if payload == "" {
		payload = a.Canonical
	}
	raw, err := npz.ReadRaw(r, name)
	if err != nil || raw.Len() != a.Count || digest(raw.Data) != payload {
		t.Errorf("ReadRaw(%q): %d elements, want %d; %v", name, raw.Len(), a.Count, err)
	}
	if h.DType.Foreign() { // NumPy does not read it either
		return
	}
	got, err := npz.ReadAny(r, name)
	if err != nil || got.Len() != a.Count {
		t.Errorf("ReadAny(%q): %v", name, err)
	}
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

var kinds = map[string]error{
	"zip": npz.ErrArchive, "magic": header.ErrMagic, "version": header.ErrVersion, "header": header.ErrHeader, "dtype": header.ErrDType,
	"shape": header.ErrShape, "truncated": header.ErrTruncated, "object": header.ErrObject, "limit": header.ErrLimit,
}

// TestBad: each is refused with an error of its kind, in little memory.
func TestBad(t *testing.T) {
	for _, g := range goldens(t, "bad") {
		t.Run(g.Path, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := readAll(filepath.Join("../testdata/npz", g.Path))
			runtime.ReadMemStats(&after)
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 80<<20 {
				t.Errorf("allocated %d MiB", grown>>20)
			}
			if err == nil {
				if g.Expect != "may" {
					t.Errorf("accepted: %s", g.Note)
				}
				return
			}
			if !slices.ContainsFunc(append(g.Also, g.Category), func(kind string) bool { return errors.Is(err, kinds[kind]) }) {
				t.Errorf("%v; want one of kind %s or %v (%s)", err, g.Category, g.Also, g.Note)
			}
		})
	}
}

// readAll reads all members in every way.
func readAll(name string) error {
	r, err := npz.Open(name, npz.MaxMemberBytes(20<<20), npz.MaxTotalBytes(40<<20))
	if err != nil {
		return err
	}
	defer r.Close()
	for _, key := range r.Names() {
		if _, err := npz.ReadAny(r, key); err != nil && !errors.Is(err, header.ErrMagic) {
			return err
		}
		if _, err := r.Bytes(key); err != nil {
			return err
		}
	}
	return nil
}
