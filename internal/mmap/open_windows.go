//go:build !purego

package mmap

import (
	"os"
	"syscall"
)

// open maps the whole of the file r.name. Unlike os.OpenFile it lets others rename and delete the file while a ReadWrite region holds it:
// so a file can be mapped before it gets its name.
func (r *Region) open() error {
	access := uint32(syscall.GENERIC_READ)
	if r.mode == ReadWrite {
		access |= syscall.GENERIC_WRITE
	}
	path, err := syscall.UTF16PtrFromString(r.name)
	if err != nil {
		return &os.PathError{Op: "open", Path: r.name, Err: err}
	}
	const share = syscall.FILE_SHARE_READ | syscall.FILE_SHARE_WRITE | syscall.FILE_SHARE_DELETE
	// With backup semantics a folder can be opened, too, and fileSize can say what is wrong with it.
	file, err := syscall.CreateFile(path, access, share, nil, syscall.OPEN_EXISTING, syscall.FILE_FLAG_BACKUP_SEMANTICS, 0)
	if err != nil {
		return &os.PathError{Op: "open", Path: r.name, Err: err}
	}
	defer syscall.CloseHandle(file)
	size, err := fileSize(uintptr(file))
	if err != nil {
		return r.failed(err)
	}
	return r.mapBytes(uintptr(file), size)
}
