//go:build !unix && (!windows || purego)

package mmap

import "errors"

type held struct{}

func fileSize(uintptr) (int64, error)                   { return 0, errors.ErrUnsupported }
func (held) mapView(uintptr, int, Mode) ([]byte, error) { return nil, errors.ErrUnsupported }
func (held) unmap([]byte) error                         { return nil }
func (held) sync([]byte) error                          { return nil }
