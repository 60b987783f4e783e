// Package fuzz holds the native fuzz targets over the public API of this
// module, and what they found (testdata/fuzz). It has no code of its own.
//
//	go test -run '^$' -fuzz '^FuzzHeader$' -fuzztime 10m ./fuzz
//
// The seeds are the golden files of ../testdata.
package fuzz
