//go:build purego

package cast

// same is s itself where To and From are one type: the only view that needs
// no unsafe.
func same[To, From any](s []From) ([]To, bool) {
	t, ok := any(s).([]To)
	return t, ok
}

func bytesOf[T any](s []T) ([]byte, bool) {
	b, ok := same[byte](s)
	return b[:len(b):len(b)], ok
}

func sliceOf[T any](b []byte) ([]T, bool) {
	s, ok := same[T](b)
	return s[:len(s):len(s)], ok
}

func convert[To, From any](s []From) ([]To, bool) { return same[To](s) }

func makeDirty[T any](n int) []T { return make([]T, n) }

func aligned[T any](b []byte) bool { return false }
