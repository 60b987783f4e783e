package npz

import (
	"encoding/binary"
	"testing"

	"github.com/npygo/npygo/npy"
)

// counting counts the writes.
type counting struct{ n, large int }

func (c *counting) Write(b []byte) (int, error) {
	c.n++
	if len(b) > 1<<20 {
		c.large++
	}
	return len(b), nil
}

// TestWrites: a large array goes out in one write, behind one for the headers, and
// a small member in one.
func TestWrites(t *testing.T) {
	if pureGo || binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("without unsafe, or where bytes have to be swapped, arrays are written in pieces")
	}
	for n, want := range map[int]counting{100: {n: 2}, 1 << 20: {n: 3, large: 1}} {
		var c counting
		w := NewWriter(&c)
		if err := Write(w, "a", npy.Array[float64]{Data: make([]float64, n)}); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil || c != want {
			t.Errorf("%d elements: %+v, want %+v, %v", n, c, want, err)
		}
	}
}
