//go:build !linux || purego

package cast

func hugePages([]byte) {}
