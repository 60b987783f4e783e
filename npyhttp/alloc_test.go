package npyhttp_test

import (
	"encoding/binary"
	"runtime"
	"runtime/debug"
	"testing"
)

// TestAllocs: a Handler, and ReadInto with Write, allocate no more for 1.77 MB than
// a handler with a fixed buffer does. What is counted is the whole process, the
// goroutines of the server among it.
func TestAllocs(t *testing.T) {
	if raceEnabled || mustBeOrdinary {
		t.Skip("the race detector allocates, and builds without unsafe do")
	}
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("the elements have to be swapped, piece by piece")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // it empties pools
	list := echoes(t)
	// The mean is no whole number, since net/http's goroutines now and then allocate on their own account: 24.2 to 24.9 for all of them.
	count := func(e echo) float64 {
		const turns = 200
		x := dial(t, e)
		x.turn()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range turns {
			x.turn()
		}
		runtime.ReadMemStats(&after)
		return float64(after.Mallocs-before.Mallocs) / turns
	}
	fixed := count(list[0])
	for _, e := range list[1:3] {
		if got := count(e); got > fixed+0.8 {
			t.Errorf("%s: %.2f allocations, a fixed buffer has %.2f", e.name, got, fixed)
		}
	}
}

// TestExactMemory: Read takes the memory of the array and little else where the length
// is told, and half of it more where it is not.
func TestExactMemory(t *testing.T) {
	if raceEnabled || mustBeOrdinary {
		t.Skip("the race detector allocates, and builds without unsafe do")
	}
	list := echoes(t)
	size := int64(9 * 128 * 64 * 3 * 8)
	for _, test := range []struct {
		name    string
		request []byte
		most    int64
	}{
		{"sized", list[3].request, size + size/20},
		{"chunked", append([]byte("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"), append(chunk(list[3].request[len(list[3].request)-int(size)-128:]), "0\r\n\r\n"...)...), 2 * size},
	} {
		e := list[3]
		e.request = test.request
		x := dial(t, e)
		const turns = 20
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range turns {
			x.turn()
		}
		runtime.ReadMemStats(&after)
		if got := int64(after.TotalAlloc-before.TotalAlloc) / turns; got > test.most {
			t.Errorf("%s: %d bytes for an array of %d", test.name, got, size)
		}
	}
}
