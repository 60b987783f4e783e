//go:build !purego

package npyhttp_test

const mustBeOrdinary = false
