package npy

import (
	"github.com/npygo/npygo/header"
)

// An Option changes how an array is read or written. The functions that make
// one say which roads it concerns; on the others it does nothing. Options are
// plain values: passing them allocates nothing.
type Option struct {
	set   setting
	n     int64
	hook  func(done, total int64)
	state bool
	text  string
}

type setting uint8

const (
	setMaxBytes setting = iota + 1
	setMaxHeader
	setBigEndian
	setProgress
	setFsync
	setNoHugePages
	setMergeGap
	setTextKind
	setWidth
	setLossyText
	setKeepSurrogates
	setUnit
	setCasting
	setLongDouble
)

// options is what a list of Option comes to. The zero value is the default.
type options struct {
	limited     bool
	maxBytes    int64 // of a payload, if limited
	maxHeader   int   // 0: header.DefaultMaxHeader
	bigEndian   bool
	fsync       bool
	noHugePages bool
	progress    progressFunc
	mergeGap    int64 // 0: defaultGap; below 0: none

	textKind       header.Kind // 0: as the Go type has it
	width          int         // 0: that of the longest text
	lossyText      bool
	keepSurrogates bool

	casting    Casting // 0: none
	longDouble LongDoubleLayout

	unit  string       // of times, as Unit has it
	times header.DType // and the dtype that the array had in the file it was read from
}

func collect(list []Option) (o options) {
	for _, op := range list {
		switch op.set {
		case setMaxBytes:
			o.limited, o.maxBytes = true, op.n
		case setMaxHeader:
			o.maxHeader = int(op.n)
		case setBigEndian:
			o.bigEndian = op.state
		case setProgress:
			o.progress = op.hook
		case setFsync:
			o.fsync = op.state
		case setNoHugePages:
			o.noHugePages = op.state
		case setMergeGap:
			o.mergeGap = op.n
		case setTextKind:
			o.textKind = header.Kind(op.n)
		case setWidth:
			o.width = int(op.n)
		case setLossyText:
			o.lossyText = op.state
		case setKeepSurrogates:
			o.keepSurrogates = op.state
		case setCasting:
			if c := Casting(op.n); c <= Unsafe { // a rule that is none of these allows nothing
				o.casting = c
			}
		case setLongDouble:
			o.longDouble = LongDoubleLayout(op.n)
		case setUnit:
			o.unit = op.text
		}
	}
	return o
}

func (o *options) header() header.Option { return header.MaxHeader(o.maxHeader) }

// MaxBytes refuses arrays whose payload is larger than n bytes, with an error
// that wraps header.ErrLimit, before anything is allocated for them. The bytes are
// those in the file: elements that are converted (Cast, text, times, records) may take
// more in memory, as 16 bytes for a string of '|S1' or for a complex128 of an int8. Without
// it memory grows with the bytes that really arrive, never on the header's word
// alone; and of elements that have no bytes, such as '<U0', there may be 2^20, with no
// limit for ReadRaw. With n <= 0 only empty payloads pass. For writing it limits what texts come to.
func MaxBytes(n int64) Option { return Option{set: setMaxBytes, n: n} }

// MaxHeader refuses files whose header is longer than n bytes. Without it, or
// with n <= 0, the limit is header.DefaultMaxHeader.
func MaxHeader(n int) Option { return Option{set: setMaxHeader, n: int64(max(n, 0))} }

// BigEndian writes the payload in big-endian byte order, as descr '>f8' and
// its kin. Without it everything is written little-endian, on every machine.
// Reading takes both orders and needs no option.
func BigEndian() Option { return Option{set: setBigEndian, state: true} }

// Progress calls f now and then while a payload is read or written: with the
// bytes done so far and the bytes in all, the last time with done == total. An
// empty payload gives no call. f runs in the calling goroutine, at most once per MiB, and should be quick.
func Progress(f func(done, total int64)) Option { return Option{set: setProgress, hook: f} }

// Fsync makes WriteFile, AppendFile and Repair return only when the file is on the
// disk, and its name if it is a new file that they put in the old one's place. Without it the file is replaced as a whole whatever
// happens to the program; but if the machine itself stops within moments of it,
// the file may be the old one, or, on some file systems, damaged.
func Fsync() Option { return Option{set: setFsync, state: true} }

// NoHugePages keeps reading from asking the kernel for huge pages. By
// default fresh memory of 4 MiB and more is given MADV_HUGEPAGE on Linux, which
// makes a first load of a large array two to three times faster. The advice
// stays with the address range when the garbage collector recycles it, so a
// service that counts every resident page may want to switch it off.
func NoHugePages() Option { return Option{set: setNoHugePages, state: true} }
