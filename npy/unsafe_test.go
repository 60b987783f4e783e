//go:build !purego

package npy_test

const mustBeOrdinary = false
