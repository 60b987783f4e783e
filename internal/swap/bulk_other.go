//go:build !amd64 || purego

package swap

// bulk is what assembly would do here; there is none.
func bulk(dst, src []byte, width int) int { return 0 }
