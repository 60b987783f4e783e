package trust

import "testing"

// memoryRoad is a kind of reading, and what it may allocate for an input of n bytes: a*n, and b KiB, and l times memoryLimit.
//
// a is what the elements become: a text of one byte is a string of 16 and a byte, a bool cast to complex128 has 16; and what the header's
// text costs while it is read. b is buffers. l is what inflates, and what no bytes in the file stand for: elements that have none.
type memoryRoad struct {
	name    string
	a, b, l float64
	calls   []memoryCall
}

type memoryCall struct {
	name string
	do   func(in *input) error
}

func (r *memoryRoad) bound(n int) float64 {
	bound := r.a*float64(n) + r.b*1024 + r.l*memoryLimit
	if raceDetector {
		bound *= 4
	}
	return bound
}

// memoryRoads is all of the roads, with what SECURITY.md says of them.
func memoryRoads(t *testing.T) []*memoryRoad {
	return []*memoryRoad{
		{"header", 64, 96, 0, headerRoads()},
		{"npy: numbers", 64, 384, 0, numberRoads()},
		{"npy: numbers, cast", 128, 384, 0, castRoads()},
		{"npy: texts, times, structs", 64, 26_000, 0, textRoads()},
		{"npy: views and maps", 128, 64, 0, viewRoads()},
		{"npy: parts", 64, 384, 0, partRoads()},
		{"npy: change", 64, 384, 0, changeRoads()},
		{"npy: JSON", 150, 40_000, 0, jsonRoads()},
		{"npz: open", 12, 384, 0, openRoads()},
		{"npz: one member", 12, 384, 4, memberRoads()},
		{"npz: parts", 12, 384, 4, streamRoads()},
		{"npz: all members", 12, 384, 4, allRoads()},
		{"npz: change", 32, 1024, 0, archiveChangeRoads()},
		{"npz/sparse", 12, 384, 4, sparseRoads()},
		{"npyhttp: requests", 64, 384, 12, requestRoads()},
		{"npyhttp: handlers", 150, 384, 80, handlerRoads()},
		{"remote", 64, 1024, 4, remoteRoads(t)},
	}
}
