package half

import "sync"

// Widen sets dst[i] to the value of the float16 src[i]. dst is at least as long
// as src. Assembly helps only where H is uint16 itself, here as below.
func Widen[H ~uint16](dst []float32, src []H) {
	dst = dst[:len(src)]
	n := 0
	if src, ok := any(src).([]uint16); ok {
		n = widenFast(dst, src)
	}
	widen(dst[n:], src[n:])
}

// Narrow sets dst[i] to the float16 nearest to src[i]. dst is at least as long
// as src.
func Narrow[H ~uint16](dst []H, src []float32) {
	dst = dst[:len(src)]
	n := 0
	if dst, ok := any(dst).([]uint16); ok {
		n = narrowFast(dst, src)
	}
	narrow(dst[n:], src[n:])
}

// BWiden is Widen for bfloat16.
func BWiden[H ~uint16](dst []float32, src []H) {
	dst = dst[:len(src)]
	n := 0
	if src, ok := any(src).([]uint16); ok {
		n = bWidenFast(dst, src)
	}
	bWiden(dst[n:], src[n:])
}

// BNarrow is Narrow for bfloat16.
func BNarrow[H ~uint16](dst []H, src []float32) {
	dst = dst[:len(src)]
	n := 0
	if dst, ok := any(dst).([]uint16); ok {
		n = bNarrowFast(dst, src)
	}
	bNarrow(dst[n:], src[n:])
}

// The four loops below trust their caller that dst is as long as src.

func widen[H ~uint16](dst []float32, src []H) {
	dst = dst[:len(src)]
	if len(src) >= tableFrom {
		table := floats()
		for i, h := range src {
			dst[i] = table[h]
		}
		return
	}
	for i, h := range src {
		dst[i] = ToFloat32(uint16(h))
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

func narrow[H ~uint16](dst []H, src []float32) {
	dst = dst[:len(src)]
	for i, f := range src {
		dst[i] = H(FromFloat32(f))
	}
}

func bWiden[H ~uint16](dst []float32, src []H) {
	dst = dst[:len(src)]
	for i, b := range src {
		dst[i] = BToFloat32(uint16(b))
	}
}

func bNarrow[H ~uint16](dst []H, src []float32) {
	dst = dst[:len(src)]
	for i, f := range src {
		dst[i] = H(BFromFloat32(f))
	}
}
