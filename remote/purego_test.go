//go:build purego || s390x

package remote_test

// direct: npy reads little-endian elements straight into their place, by one ReadAt.
const direct = false
