package half

import "sync"

// Widen sets dst[i] to the value of the float16 src[i]. dst is at least as long
// as src.
func Widen(dst []float32, src []uint16) {
	dst = dst[:len(src)]
	n := widenFast(dst, src)
	widen(dst[n:], src[n:])
}

// Narrow sets dst[i] to the float16 nearest to src[i]. dst is at least as long
// as src.
func Narrow(dst []uint16, src []float32) {
	dst = dst[:len(src)]
	n := narrowFast(dst, src)
	narrow(dst[n:], src[n:])
}

// BWiden is Widen for bfloat16.
func BWiden(dst []float32, src []uint16) {
	dst = dst[:len(src)]
	n := bWidenFast(dst, src)
	bWiden(dst[n:], src[n:])
}

// BNarrow is Narrow for bfloat16.
func BNarrow(dst []uint16, src []float32) {
	dst = dst[:len(src)]
	n := bNarrowFast(dst, src)
	bNarrow(dst[n:], src[n:])
}

// The four loops below trust their caller that dst is as long as src.

func widen(dst []float32, src []uint16) {
	dst = dst[:len(src)]
	if len(src) >= tableFrom {
		table := floats()
		for i, h := range src {
			dst[i] = table[h]
		}
		return
	}
	for i, h := range src {
		dst[i] = ToFloat32(h)
	}
}

// tableFrom is the number of elements from which looking the values up is worth
// that the table may have to be built first (some 0.1 ms, once) and fetched into
// the cache: it is two to three times as fast as ToFloat32.
const tableFrom = 1 << 14

// floats is every float16 as a float32, 256 KiB.
var floats = sync.OnceValue(func() *[1 << 16]float32 {
	table := new([1 << 16]float32)
	for i := range table {
		table[i] = ToFloat32(uint16(i))
	}
	return table
})

func narrow(dst []uint16, src []float32) {
	dst = dst[:len(src)]
	for i, f := range src {
		dst[i] = FromFloat32(f)
	}
}

func bWiden(dst []float32, src []uint16) {
	dst = dst[:len(src)]
	for i, b := range src {
		dst[i] = BToFloat32(b)
	}
}

func bNarrow(dst []uint16, src []float32) {
	dst = dst[:len(src)]
	for i, f := range src {
		dst[i] = BFromFloat32(f)
	}
}
