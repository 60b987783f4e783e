package zipfmt

import (
	"strings"
	"unicode/utf8"
)

// Entry is a member as the directory tells it.
type Entry struct {
	Name           string // from UTF-8 with flag 0x800 or a Unicode path field, else from code page 437
	Raw            string // the name's bytes in the file
	Flags          uint16
	Method         uint16
	Made           uint16 // version made by: in the high byte the system that External is about
	Needed         uint16 // version needed
	Time, Date     uint16 // in the format of MS-DOS
	Internal       uint16 // attributes
	CRC            uint32 // of the inflated bytes
	External       uint32 // attributes
	Size           int64  // inflated
	CompressedSize int64
	Offset         int64 // of the local header in the file
	// Limit is where the next local header or the directory starts: the data end there or before. It is not written.
	Limit int64
	// Extra is the extra data of the directory entry without the ZIP64 field, which is taken apart into the sizes and the offset.
	// It and Comment alias the directory's memory, which nobody else changes.
	Extra   []byte
	Comment []byte
	// Zip64 makes AppendLocal write a ZIP64 field even if the sizes do not need one. Set it if the header's length has to be known before
	// the sizes are, and they might reach 4 GiB. It is false in what ReadDirectory gives.
	Zip64 bool
}

// NewEntry is a member to be written, with the attributes of those that numpy.savez writes: 1980-01-01 00:00:00, Unix, mode 0600. The name is kept as it
// is. It is an error if it is longer than 65,535 bytes, or not UTF-8, or if it has a zero byte, at which Python's zipfile cuts it.
func NewEntry(name string) (Entry, error) {
	switch {
	case len(name) > max16:
		return Entry{}, fail(Unsupported, name, -1, "the name has %d bytes; a zip holds at most 65535", len(name))
	case !utf8.ValidString(name):
		return Entry{}, fail(Unsupported, name, -1, "the name is not UTF-8")
	case strings.IndexByte(name, 0) >= 0:
		return Entry{}, fail(Unsupported, name, -1, "the name has a zero byte, at which other programs cut it")
	}
	e := Entry{Name: name, Raw: name, Made: 3<<8 | versionZip64, Date: 1<<5 | 1, External: 0600 << 16}
	if !isASCII(name) {
		e.Flags = flagUTF8
	}
	return e, nil
}

// Check tells whether the member's data can be read: that they are neither encrypted nor anything else than stored or deflated, and that its sizes are
// possible together. What is wrong with one member says nothing about the others, so ReadDirectory leaves it to Check.
func (e *Entry) Check() error {
	if err := e.checkOpen(e.Flags); err != nil {
		return err
	}
	switch e.Method {
	case Stored:
		if e.Size != e.CompressedSize {
			return fail(Damaged, e.Name, e.Offset, "it is stored, with %d bytes, and yet has a size of %d", e.CompressedSize, e.Size)
		}
	case Deflate:
		if e.Size > maxExpand(e.CompressedSize) {
			return fail(Damaged, e.Name, e.Offset, "no %d deflated bytes inflate to the %d that the directory tells", e.CompressedSize, e.Size)
		}
	default:
		return fail(Unsupported, e.Name, e.Offset, "compressed with method %d%s; methods 0 (stored) and 8 (deflated) can be read", e.Method, methodName(e.Method))
	}
	return nil
}

// checkOpen refuses what the flags of the directory or of the local header say cannot be read.
func (e *Entry) checkOpen(flags uint16) error {
	switch {
	case flags&(flagEncrypted|flagStrong|flagMasked) != 0:
		return fail(Unsupported, e.Name, e.Offset, "encrypted members cannot be read")
	case flags&flagPatch != 0:
		return fail(Unsupported, e.Name, e.Offset, "compressed patches cannot be read")
	}
	return nil
}

func methodName(method uint16) string {
	switch method {
	case 9:
		return " (deflate64)"
	case 12:
		return " (bzip2)"
	case 14:
		return " (LZMA)"
	case 93:
		return " (Zstandard)"
	case 95:
		return " (xz)"
	}
	return ""
}

func isASCII[T string | []byte](s T) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
