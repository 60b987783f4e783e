package cast

import (
	"runtime"
	"strings"
	"testing"
)

type record struct {
	N    int64
	Name string
	Raw  []byte
}

func TestRecords(t *testing.T) {
	s := make([]record, 3)
	r, ok := RecordsOf(s)
	if ok != open {
		t.Fatalf("ok = %v, want %v", ok, open)
	}
	if !open {
		return
	}
	b := r.Bytes()
	size := len(b) / 3
	if len(b)%3 != 0 || cap(b) != len(b) {
		t.Fatalf("%d bytes, capacity %d", len(b), cap(b))
	}
	b[size], b[size+1], b[size+7] = 1, 2, 3
	if s[1].N == 0 || s[0].N != 0 || s[2].N != 0 {
		t.Errorf("a write is not seen: %v", s)
	}
	for i := range s {
		*Place[string](r, i*size+8) = strings.Repeat("x", i+1)
	}
	runtime.GC()
	for i := range s {
		if len(s[i].Name) != i+1 || *Place[string](r, i*size+8) != s[i].Name {
			t.Errorf("element %d: %q", i, s[i].Name)
		}
	}
	for _, at := range []int{-8, len(b) - 4, len(b), 1} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a string at %d of %d", at, len(b))
				}
			}()
			Place[string](r, at)
		}()
	}
	if none, ok := RecordsOf[record](nil); !ok || len(none.Bytes()) != 0 {
		t.Errorf("nil: %v, %v", none, ok)
	}
	if none, ok := RecordsOf(make([]struct{}, 4)); !ok || len(none.Bytes()) != 0 {
		t.Errorf("elements of size 0: %v, %v", none, ok)
	}
}
