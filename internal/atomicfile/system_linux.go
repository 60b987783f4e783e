//go:build !arm

package atomicfile

import (
	"math"
	"os"
	"syscall"
)

// Of <linux/falloc.h> and <linux/fs.h>.
const (
	keepSize   = 1 // FALLOC_FL_KEEP_SIZE: the file gets blocks, and its length stays what was written
	startWrite = 2 // SYNC_FILE_RANGE_WRITE: begin to write, do not wait
)

// allocate reserves size bytes of disk for an empty file.
//
// It asks how many there are first: ext4 gives what it has before it says that there is not enough, and until the file is removed all others
// who write to that disk find it full. A process beside a test that asks for 8 TiB did.
func allocate(fd uintptr, size int64) error {
	if free, ok := freeBytes(fd); ok && size > free {
		if err := reserve(fd, 1); err != nil { // the call is not to be had: a file system that compresses may have room all the same
			return serious(err)
		}
		return syscall.ENOSPC
	}
	return serious(reserve(fd, size))
}

func reserve(fd uintptr, size int64) error {
	for range 10 { // tmpfs starts anew after each signal: that must not last for ever
		if err := syscall.Fallocate(int(fd), keepSize, 0, size); err != syscall.EINTR {
			return err
		}
	}
	return nil
}

// freeBytes is how many bytes the file's disk has for root, who has more than others. It is not known of file systems without a size,
// such as a tmpfs without a limit.
func freeBytes(fd uintptr) (n int64, ok bool) {
	var st syscall.Statfs_t
	if err := syscall.Fstatfs(int(fd), &st); err != nil {
		return 0, false
	}
	return freeOf(&st)
}

func freeOf(st *syscall.Statfs_t) (n int64, ok bool) {
	if st.Blocks == 0 || st.Bsize <= 0 || st.Bfree > math.MaxInt64/uint64(st.Bsize) {
		return 0, false
	}
	return int64(st.Bfree) * int64(st.Bsize), true
}

// flush sends a file that is about to replace another on its way to the disk, and does not wait for it.
//
// ext4 does that by itself when a file is renamed over another (auto_da_alloc), but not for blocks that were allocated in advance: those
// stay in memory for up to 30 s after the journal has noted the rename. A disk image taken in that time held an empty file.
func flush(fd uintptr) error {
	return serious(syscall.SyncFileRange(int(fd), 0, 0, startWrite))
}

// serious leaves out what only says that a call is not to be had here (an old kernel, another file system, a sandbox):
// neither allocate nor flush is needed for the file to be right.
func serious(err error) error {
	switch err {
	case syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EIO:
		return err
	}
	return nil
}

// hold keeps a file open across the rename that takes its name away, and release closes it in the background. The last
// one to leave a file has to free its pages and blocks: 0.5 ms for 1.77 MB, 25 ms for 128 MiB, as much as writing the new one takes.
//
// Only where it is known to be harmless. NFS renames a file that is open out of the way first, and so has a moment without any.
func hold(name string) (release func()) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(name, &fs); err != nil || !local(uint32(fs.Type)) {
		return func() {}
	}
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // and never wait, should it have become a named pipe
	if err != nil {
		return func() {}
	}
	return func() { go f.Close() }
}

// local knows file systems by their number in <linux/magic.h>.
func local(magic uint32) bool {
	switch magic {
	case 0xEF53, // ext2, ext3, ext4
		0x58465342, // XFS
		0x9123683E, // Btrfs
		0x01021994, // tmpfs
		0x794C7630: // overlayfs: containers
		return true
	}
	return false
}
