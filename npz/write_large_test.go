package npz

import (
	"archive/zip"
	"io"
	"runtime"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// zeros is an array of so many GiB, and one MiB, without the memory for it.
type zeros struct {
	npy.Raw
	gib int
}

func (z zeros) Header() header.Header {
	return header.Header{DType: z.DType, Shape: []int{z.gib<<10 + 1, 1 << 17}}
}

func (z zeros) WriteTo(w io.Writer) (int64, error) {
	b, err := z.Header().AppendBinary(nil)
	if err == nil {
		_, err = w.Write(b)
	}
	b = make([]byte, 1<<20)
	for range z.gib<<10 + 1 {
		if err == nil {
			_, err = w.Write(b)
		}
	}
	return 0, err
}

// sparse is a file that remembers only the blocks which have anything but zeros.
type sparse struct {
	blocks map[int64]*[4096]byte
	size   int64
}

func (s *sparse) Write(b []byte) (int, error) { return s.WriteAt(b, s.size) }

func (s *sparse) WriteAt(b []byte, at int64) (int, error) {
	for i := 0; i < len(b); {
		k, from := (at+int64(i))/4096, int((at+int64(i))%4096)
		piece := b[i:min(len(b), i+4096-from)]
		block := s.blocks[k]
		if block == nil && !isZero(piece) {
			block = new([4096]byte)
			s.blocks[k] = block
		}
		if block != nil {
			copy(block[from:], piece)
		}
		i += len(piece)
	}
	s.size = max(s.size, at+int64(len(b)))
	return len(b), nil
}

func isZero(b []byte) bool {
	for len(b) >= 16 {
		if string(b[:16]) != "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" {
			return false
		}
		b = b[16:]
	}
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

func (s *sparse) ReadAt(b []byte, at int64) (n int, err error) {
	for n < len(b) {
		if at >= s.size {
			return n, io.EOF
		}
		from := int(at % 4096)
		end := min(len(b), n+4096-from, n+int(min(s.size-at, 4096)))
		if block := s.blocks[at/4096]; block != nil {
			copy(b[n:end], block[from:])
		} else {
			clear(b[n:end])
		}
		at += int64(end - n)
		n = end
	}
	return n, nil
}

// TestLargerThan4GiB writes a member of more than 4 GiB, and one behind it, stored
// and compressed: ours and archive/zip read the sizes, the offsets and the bytes.
func TestLargerThan4GiB(t *testing.T) {
	if testing.Short() || underRace || pureGo || runtime.GOARCH != "amd64" {
		t.Skip("it takes seconds here, and minutes in other builds")
	}
	const gib = 4
	large := zeros{gib: gib}
	large.DType, _ = header.ParseDType("<f8")
	last := npy.Array[int64]{Data: []int64{7, 8, 9}}
	for _, way := range []struct {
		name string
		opts []Option
	}{{"stored", nil}, {"compressed", []Option{Compress(1)}}} {
		f := &sparse{blocks: map[int64]*[4096]byte{}}
		w := NewWriter(f, way.opts...)
		w.patch = f // as in a file
		if err := w.WriteAny("large", large); err != nil {
			t.Fatal(err)
		}
		if err := Write(w, "last", last); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(f, f.size)
		if err != nil {
			t.Fatal(err)
		}
		if size := z.File[0].UncompressedSize64; size != gib<<30+1<<20+128 {
			t.Errorf("%s: %d bytes", way.name, size)
		}
		if at, err := z.File[1].DataOffset(); err != nil || at%64 != 0 && way.opts == nil {
			t.Errorf("%s: %d, %v", way.name, at, err)
		}
		r, err := NewReader(f, f.size)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := Read[int64](r, "last"); err != nil || a.Data[2] != 9 {
			t.Errorf("%s: %v, %v", way.name, a, err)
		}
		if a, err := ReadRows[float64](r, "large", gib<<10, gib<<10+1); err != nil || a.Len() != 1<<17 {
			t.Errorf("%s: %d elements, %v", way.name, a.Len(), err)
		}
		if err := r.Verify(); err != nil {
			t.Errorf("%s: %v", way.name, err)
		}
	}
}
