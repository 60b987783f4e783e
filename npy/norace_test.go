//go:build !race

package npy_test

const raceEnabled = false
