package npz

import (
	"fmt"
	"slices"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// An Option changes how an archive is read or written. The functions that take
// options say which of them they heed; the others do nothing there.
type Option struct {
	set  setting
	n    int64
	hook func(done, total int64)
	npy  []npy.Option
	name string
}

type setting uint8

const (
	setCompress setting = iota + 1
	setSeekBlock
	setSOZip
	setWorkers
	setMaxMemberBytes
	setMaxTotalBytes
	setMaxMembers
	setInMemory
	setSkipChecksum
	setFsync
	setInPlace
	setProgress
	setArrays
	setName
)

const maxWorkers = 1024

// Defaults of the options.
const (
	DefaultLevel          = 6         // of Compress
	DefaultSeekBlock      = 256 << 10 // bytes of a block of a compressed member
	DefaultMaxMemberBytes = 16 << 30  // that one deflated member may become
	DefaultMaxTotalBytes  = 64 << 30  // that Load reads in all
	DefaultMaxMembers     = 1_000_000 // members of an archive
	DefaultInMemory       = 256 << 20 // bytes of an archive that ReadFrom keeps in memory
)

// options is what a list of Option comes to.
type options struct {
	compressed   bool
	level        int
	seekBlock    int64
	sozip        bool
	workers      int   // 0: GOMAXPROCS
	maxMember    int64 // -1: the default, for deflated members alone
	maxTotal     int64 // -1: the default, for Load alone
	maxMembers   int
	inMemory     int64
	skipChecksum bool
	fsync        bool
	inPlace      bool
	progress     func(done, total int64)
	arrays       []npy.Option
	name         string
}

func collect(list []Option) options {
	o := options{level: DefaultLevel, seekBlock: DefaultSeekBlock, maxMember: -1, maxTotal: -1, maxMembers: DefaultMaxMembers, inMemory: DefaultInMemory}
	for _, op := range list {
		switch op.set {
		case setCompress:
			o.compressed, o.level = true, int(op.n)
		case setSeekBlock:
			o.seekBlock = op.n
		case setSOZip:
			o.compressed, o.sozip = true, true
		case setWorkers:
			o.workers = int(op.n)
		case setMaxMemberBytes:
			o.maxMember = op.n
		case setMaxTotalBytes:
			o.maxTotal = op.n
		case setMaxMembers:
			o.maxMembers = int(op.n)
		case setInMemory:
			o.inMemory = op.n
		case setSkipChecksum:
			o.skipChecksum = true
		case setFsync:
			o.fsync = true
		case setInPlace:
			o.inPlace, o.fsync = true, true
		case setProgress:
			o.progress = op.hook
		case setArrays:
			o.arrays = append(o.arrays, op.npy...)
		case setName:
			o.name = op.name
		}
	}
	return o
}

// Compress deflates the members that are written, as np.savez_compressed does.
// level is 1 (fast) to 9 (small), as for zlib; with any other number it is
// DefaultLevel. Levels 7 to 9 are many times slower for files hardly smaller.
// Without Compress members are stored as they are, as np.savez does.
func Compress(level int) Option {
	if level < 1 || level > 9 {
		level = DefaultLevel
	}
	return Option{set: setCompress, n: int64(level)}
}

// SeekBlock sets how many bytes of a compressed member make a block that can be
// inflated on its own: a power of two from 1 KiB up, others are rounded up to one.
// Small blocks make small reads faster and the file larger: 32 KiB cost up to
// a fifth, the DefaultSeekBlock at most a fortieth. A member of more than 4096
// blocks has larger ones.
func SeekBlock(bytes int) Option {
	n := int64(1 << 10)
	for n < int64(bytes) && n < 1<<30 {
		n <<= 1
	}
	return Option{set: setSeekBlock, n: n}
}

// SOZip writes the index of each compressed member as the "seek-optimized zip"
// profile has it, in a hidden file behind the member, and not in the directory,
// so that GDAL, sozipfile and others can seek in it too. It compresses if
// Compress does not say how. The CRC-32 of each block stands where those readers
// skip it. Readers that walk from one local header to the next, instead of by
// the directory, see the hidden files as members and may fail: cnpy does.
// Programs that write an archive anew leave them out, except for AppendFile, and
// the members can then be inflated only from their beginning.
func SOZip() Option { return Option{set: setSOZip} }

// Workers sets how many goroutines compress, inflate or check at a time, over
// all the members that one Reader, Writer or call works on. Without it, or with
// n <= 0, that is runtime.GOMAXPROCS. It changes the speed and nothing else:
// the bytes written are the same for every n. More than 1024 are as good as that.
func Workers(n int) Option { return Option{set: setWorkers, n: int64(min(max(n, 0), maxWorkers))} }

// MaxMemberBytes refuses to read members that have more than n bytes when they
// are inflated, with an error that wraps header.ErrLimit, before anything is
// allocated for them. Without it the limit is DefaultMaxMemberBytes for deflated
// members and none for stored ones, whose bytes are there in the file. Views and
// parts of a member are not concerned. No limit is needed against sizes that
// the file could not hold: those are refused anyway. With n <= 0, as for all limits here, only empty ones pass.
func MaxMemberBytes(n int64) Option { return Option{set: setMaxMemberBytes, n: max(n, 0)} }

// MaxTotalBytes refuses archives whose members have more than n bytes when all
// are inflated, when they are opened. Without it only Load and ReadAll have a limit, of
// DefaultMaxTotalBytes.
func MaxTotalBytes(n int64) Option { return Option{set: setMaxTotalBytes, n: max(n, 0)} }

// MaxMembers refuses archives of more than n members. Without it the limit is
// DefaultMaxMembers.
func MaxMembers(n int) Option { return Option{set: setMaxMembers, n: int64(max(n, 0))} }

// InMemory is how many bytes of an archive ReadFrom keeps in memory before it
// puts them into a temporary file. Without it that is DefaultInMemory.
func InMemory(n int64) Option { return Option{set: setInMemory, n: min(max(n, 0), maxInt-1)} }

// Name is what errors call an archive that is no file of its own, as in
// "body: x.npy". Open has the file's name, and does not need it.
func Name(name string) Option { return Option{set: setName, name: name} }

// SkipChecksum reads without comparing the elements with the member's CRC-32:
// for archives that are known to be sound, because they were checked on their
// way or lie on a file system that does. Everything else is checked as ever.
func SkipChecksum() Option { return Option{set: setSkipChecksum} }

// Fsync makes WriteFile and AppendFile wait until the archive is on the disk.
// What that means without it: see npy.Fsync.
func Fsync() Option { return Option{set: setFsync} }

// InPlace makes AppendFile write into the archive as it is, instead of a new
// one that takes its place: for archives that are too large to copy. See there.
func InPlace() Option { return Option{set: setInPlace} }

// Progress calls f now and then while Load, ReadAll, WriteFile or AppendFile go on: with
// the bytes of the arrays done so far and those in all, the last time with
// done == total. The calls come one at a time, and not always from the same
// goroutine.
func Progress(f func(done, total int64)) Option { return Option{set: setProgress, hook: f} }

// Arrays gives options of package npy to every array that a Reader reads and that
// Write writes, before those of the call itself: for Load and others that take none.
func Arrays(opts ...npy.Option) Option { return Option{set: setArrays, npy: opts} }

// with is the options for one array: those of Arrays, then those of the call.
func (o *options) with(opts []npy.Option) []npy.Option {
	if len(o.arrays) == 0 {
		return opts
	}
	return slices.Concat(o.arrays, opts)
}

func errLimit(name string, what string, have, limit int64, option string) error {
	return &header.Error{Kind: header.ErrLimit, Name: name, Offset: -1,
		Detail: fmt.Sprintf("%s, %d, the limit is %d: raise it with npz.%s", what, have, limit, option)}
}
