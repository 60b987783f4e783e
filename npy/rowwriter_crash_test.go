package npy

import (
	"errors"
	"slices"
	"testing"
)

// TestRowWriterCrash: at every byte the file has the rows of the last Flush, or
// of the one that is going on; Repair finds all that reached the file.
func TestRowWriterCrash(t *testing.T) {
	for _, rowShape := range [][]int{nil, {3}, {1, 2, 2}} {
		w, head, err := newRowWriter[int32](rowShape)
		if err != nil {
			t.Fatal(err)
		}
		f := &tape{b: slices.Clone(head)}
		w.f = f
		var all []int32
		type mark struct{ ops, rows int }
		flushed := []mark{{0, 0}}
		row := volume(rowShape)
		for i := range 14 {
			for range row * (1 + i*i%5) {
				all = append(all, int32(len(all)+1))
			}
			if err := w.Write(all[flushed[len(flushed)-1].rows*row:]); err != nil {
				t.Fatal(err)
			}
			if err := []func() error{w.Flush, w.Sync, w.Close}[min(i%2+2*(i/13), 2)](); err != nil {
				t.Fatal(err)
			}
			flushed = append(flushed, mark{len(f.ops), len(all) / row})
		}
		if len(f.b) != len(head)+4*len(all) {
			t.Errorf("the file has %d bytes, want %d", len(f.b), len(head)+4*len(all))
		}
		cuts(head, f.ops, func(i int, b []byte) {
			k := 0
			for k+1 < len(flushed) && flushed[k+1].ops <= i {
				k++
			}
			got := rowsIn(t, b)
			if n := len(got) / row; n != flushed[k].rows && (k+1 == len(flushed) || n != flushed[k+1].rows) || !slices.Equal(got, all[:len(got)]) {
				t.Fatalf("after %d changes there are %d rows, flushed were %d", i, n, flushed[k].rows)
			}
			here := len(b) - len(head)
			back := &tape{b: slices.Clone(b)}
			g, err := grow(back, int64(len(b)), new(options))
			if err != nil {
				t.Fatal(err)
			}
			n, err := g.repair("/no/such/directory/file", new(options))
			if err != nil || n != here/4/row || !slices.Equal(rowsIn(t, back.b), all[:n*row]) || len(back.b) != len(head)+4*n*row {
				t.Fatalf("Repair finds %d rows in %d bytes, want %d: %v", n, here, here/4/row, err)
			}
		})
	}
}

// TestRowWriterFails: after a failing write the rows before are there.
func TestRowWriterFails(t *testing.T) {
	for i := range 40 * failures {
		fails, how := int(i/failures)+1, i%failures
		w, head, err := newRowWriter[int32]([]int{2})
		if err != nil {
			t.Fatal(err)
		}
		f := &tape{b: slices.Clone(head), fails: fails, how: how}
		w.f = f
		var all []int32
		failed := false
		for i := range 5 {
			rows := []int32{int32(2*i + 1), int32(2*i + 2), int32(-i), 7}
			if err := errors.Join(w.Write(rows), w.Flush()); err != nil {
				if !errors.Is(err, errTape) {
					t.Fatal(err)
				}
				if failed = true; !errors.Is(w.Write(rows), errTape) {
					t.Fatal("another error, or none")
				}
				break
			}
			all = append(all, rows...)
		}
		if err := w.Close(); failed != errors.Is(err, errTape) {
			t.Fatalf("change %d fails, Close says %v", fails, err)
		}
		got := rowsIn(t, f.b)
		if len(got) < len(all) || len(got) > len(all)+4 || !slices.Equal(got[:len(all)], all) || how != forEver && len(f.b) != len(head)+4*len(got) {
			t.Fatalf("change %d fails: %d elements in %d bytes, want %d", fails, len(got), len(f.b)-len(head), len(all))
		}
	}
}
