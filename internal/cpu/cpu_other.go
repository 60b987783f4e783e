//go:build !amd64 || purego

package cpu

// AVX2 and F16C: no assembly to choose here.
const (
	AVX2 = false
	F16C = false
)
