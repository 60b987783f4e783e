//go:build !unix && (!windows || purego)

package mmap

import "os"

// open maps the whole of the file r.name.
func (r *Region) open() error {
	flags := os.O_RDONLY
	if r.mode == ReadWrite {
		flags = os.O_RDWR
	}
	f, err := os.OpenFile(r.name, flags, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return r.failed(errNotRegular)
	}
	return r.mapFile(f.Fd(), info.Size())
}
