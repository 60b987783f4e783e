package sparse

import (
	"fmt"
	"slices"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// maxAxes is NumPy's.
const maxAxes = 64

// bad is an error about the member of that name.
func bad(member, format string, args ...any) error {
	return &header.Error{Kind: ErrMatrix, Name: member, Offset: -1, Detail: fmt.Sprintf(format, args...)}
}

func checkShape(shape []int, least, most int) error {
	if len(shape) < least || len(shape) > most {
		if least == most {
			return bad("shape", "%d axes, this format has %d", len(shape), most)
		}
		return bad("shape", "%d axes, this format has %d to %d", len(shape), least, most)
	}
	for _, n := range shape {
		if n < 0 {
			return bad("shape", "%v has a negative axis", slices.Clone(shape))
		}
	}
	return nil
}

// checkData checks an array of several axes, the first of which counts the parts.
func checkData[T Number](data npy.Array[T], axes int, parts string) error {
	if len(data.Shape) != axes {
		return bad("data", "shape %v, want %d axes, the first for the %s", slices.Clone(data.Shape), axes, parts)
	}
	if err := data.Validate(); err != nil {
		return &header.Error{Kind: ErrMatrix, Name: "data", Offset: -1, Cause: err}
	}
	return nil
}

// checkCompressed checks what CSR, CSC and BSR have in common: indptr has lines+1
// numbers that count the stored elements, each of which has an index below width.
func checkCompressed(indptr, indices []int, stored, lines, width int) error {
	if len(indptr)-1 != lines { // not lines+1, which may overflow
		return bad("indptr", "%d numbers, the shape asks for %d and one more", len(indptr), lines)
	}
	if len(indices) != stored {
		return bad("indices", "%d of them, but %d in data", len(indices), stored)
	}
	if first, last := indptr[0], indptr[lines]; first != 0 || last != stored {
		return bad("indptr", "it goes from %d to %d, not from 0 to the %d that are stored", first, last, stored)
	}
	before := 0
	for i, n := range indptr {
		if n < before {
			return bad("indptr", "it falls from %d to %d at position %d", before, n, i)
		}
		before = n
	}
	return checkIndices("indices", indices, width)
}

// checkIndices checks that each index is at least 0 and below n.
func checkIndices(member string, indices []int, n int) error {
	worst := uint(0)
	for _, i := range indices {
		worst = max(worst, uint(i)) // negative ones are the largest
	}
	if len(indices) == 0 || worst < uint(n) {
		return nil
	}
	k := slices.IndexFunc(indices, func(i int) bool { return uint(i) >= uint(n) })
	return bad(member, "index %d at position %d is not within 0 to %d", indices[k], k, n-1)
}
