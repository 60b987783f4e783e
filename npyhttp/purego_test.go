//go:build purego

package npyhttp_test

// mustBeOrdinary: this build has no unsafe, so nothing is viewed and everything
// goes by way of buffers.
const mustBeOrdinary = true
