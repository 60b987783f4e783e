//go:build !purego

package mmap

import (
	"os"
	"reflect"
	"syscall"
	"unsafe" // MapViewOfFile answers with a bare address: no other way leads from there to a slice
)

// held is the file of a ReadWrite region, duplicated so that the caller may close his: FlushViewOfFile alone leaves
// the bytes in the system's cache, and FlushFileBuffers wants a handle.
type held struct {
	file syscall.Handle
}

// fileSize is the size of the regular file behind fd.
func fileSize(fd uintptr) (int64, error) {
	handle := syscall.Handle(fd)
	kind, err := syscall.GetFileType(handle)
	if err != nil {
		return 0, os.NewSyscallError("GetFileType", err)
	}
	if kind != syscall.FILE_TYPE_DISK {
		return 0, errNotRegular
	}
	var info syscall.ByHandleFileInformation
	if err := syscall.GetFileInformationByHandle(handle, &info); err != nil {
		return 0, os.NewSyscallError("GetFileInformationByHandle", err)
	}
	if info.FileAttributes&syscall.FILE_ATTRIBUTE_DIRECTORY != 0 {
		return 0, errNotRegular
	}
	return int64(info.FileSizeHigh)<<32 | int64(info.FileSizeLow), nil
}

func (h *held) mapView(fd uintptr, size int, mode Mode) ([]byte, error) {
	page, access := uint32(syscall.PAGE_READONLY), uint32(syscall.FILE_MAP_READ)
	switch mode {
	case ReadWrite:
		page, access = syscall.PAGE_READWRITE, syscall.FILE_MAP_WRITE // which includes reading
	case CopyOnWrite:
		page, access = syscall.PAGE_WRITECOPY, syscall.FILE_MAP_COPY
	}
	mapping, err := syscall.CreateFileMapping(syscall.Handle(fd), nil, page, uint32(uint64(size)>>32), uint32(size), nil)
	if err != nil {
		return nil, os.NewSyscallError("CreateFileMapping", err)
	}
	defer syscall.CloseHandle(mapping) // the view keeps it alive
	addr, err := syscall.MapViewOfFile(mapping, access, 0, 0, uintptr(size))
	if err != nil {
		return nil, os.NewSyscallError("MapViewOfFile", err)
	}
	if mode == ReadWrite {
		if err := h.keep(syscall.Handle(fd)); err != nil {
			syscall.UnmapViewOfFile(addr)
			return nil, err
		}
	}
	// Sound: the view is size bytes from addr, until unmap; the memory is not Go's, so that the garbage collector neither moves nor
	// frees it. Reading addr's bits as a pointer, instead of converting, is for vet, which cannot know that.
	return unsafe.Slice(*(**byte)(unsafe.Pointer(&addr)), size), nil
}

func (h *held) keep(file syscall.Handle) error {
	process, err := syscall.GetCurrentProcess()
	if err != nil {
		return os.NewSyscallError("GetCurrentProcess", err)
	}
	err = syscall.DuplicateHandle(process, file, process, &h.file, 0, false, syscall.DUPLICATE_SAME_ACCESS)
	return os.NewSyscallError("DuplicateHandle", err)
}

func (h *held) unmap(data []byte) error {
	if h.file != 0 {
		defer syscall.CloseHandle(h.file)
		h.file = 0
	}
	return os.NewSyscallError("UnmapViewOfFile", syscall.UnmapViewOfFile(reflect.ValueOf(data).Pointer()))
}

func (h *held) sync(data []byte) error {
	if err := syscall.FlushViewOfFile(reflect.ValueOf(data).Pointer(), uintptr(len(data))); err != nil {
		return os.NewSyscallError("FlushViewOfFile", err)
	}
	return os.NewSyscallError("FlushFileBuffers", syscall.FlushFileBuffers(h.file))
}
