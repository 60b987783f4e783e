package zipfmt

import (
	"bytes"
	"encoding/binary"
	"io"
)

// ending is what the end of the file tells of the directory.
type ending struct {
	tail    []byte // the last bytes of the file, from tailAt on
	tailAt  int64
	at      int64 // of the end record, or of the ZIP64 end record if there is one: the directory ends there
	count   uint64
	zip64   bool // count has 64 bits, else 16
	size    int64
	offset  int64
	comment []byte
	end     int64 // of the archive: what comes behind the comment is not its own
}

// searchSize is how far from the end of the file the end record is looked for: a comment can be of 65,535 bytes, and Python's zipfile looks one byte further.
const searchSize = endSize + 1<<16

// readEnd finds the end record and checks that the directory, as it and the ZIP64 end record tell it, lies before it without a gap.
func readEnd(ra io.ReaderAt, size int64) (*ending, error) {
	if size < endSize {
		return nil, fail(Damaged, "", -1, "%d bytes are too few for a zip archive", size)
	}
	tail := make([]byte, min(size, searchSize+locatorSize+end64Size)) // so that the ZIP64 end record needs no second read
	end := &ending{tail: tail, tailAt: size - int64(len(tail))}
	if err := readFull(ra, tail, end.tailAt); err != nil {
		return nil, err
	}
	i := findEnd(tail)
	if i < 0 {
		return nil, noArchive(ra, size)
	}
	b := tail[i:]
	end.at = end.tailAt + int64(i)
	end.comment = b[endSize:min(endSize+int(binary.LittleEndian.Uint16(b[20:])), len(b))] // Python takes a cut one too
	end.end = end.at + endSize + int64(len(end.comment))
	disk, dirDisk := binary.LittleEndian.Uint16(b[4:]), binary.LittleEndian.Uint16(b[6:])
	here, count := binary.LittleEndian.Uint16(b[8:]), binary.LittleEndian.Uint16(b[10:])
	end.count = uint64(count)
	end.size = int64(binary.LittleEndian.Uint32(b[12:]))
	end.offset = int64(binary.LittleEndian.Uint32(b[16:]))
	if err := end.readZip64(ra, i, disk, dirDisk, here); err != nil {
		return nil, err
	}
	if !end.zip64 && (disk != 0 || dirDisk != 0 || here != count) {
		return nil, end.manyDisks()
	}
	if end.offset > end.at-end.size {
		return nil, fail(Damaged, "", end.at, "the directory's offset %d and size %d reach beyond the end record", end.offset, end.size)
	}
	if end.offset+end.size != end.at {
		if err := checkStart(ra); err != nil {
			return nil, err
		}
		return nil, fail(Damaged, "", end.at, "the directory has offset %d and size %d, and yet does not end here: bytes were put into or before the archive",
			end.offset, end.size)
	}
	return end, nil
}

// findEnd gives the index of the end record in the file's last bytes, or -1. It takes the one that Python's zipfile takes: one without a comment at
// the very end, else the last place with the signature, whatever the length of the comment says; bytes behind the comment do not matter.
func findEnd(tail []byte) int {
	signature := []byte("PK\x05\x06")
	if i := len(tail) - endSize; bytes.HasPrefix(tail[i:], signature) && tail[len(tail)-2] == 0 && tail[len(tail)-1] == 0 {
		return i
	}
	from := max(0, len(tail)-searchSize)
	i := bytes.LastIndex(tail[from:], signature)
	if i < 0 || len(tail)-from-i < endSize {
		return -1
	}
	return from + i
}

// readZip64 takes the ZIP64 end record, if a locator stands before the end record at tail[i]. The end record's own numbers have to be the same, or all ones.
func (end *ending) readZip64(ra io.ReaderAt, i int, disk, dirDisk, here uint16) error {
	if i < locatorSize || binary.LittleEndian.Uint32(end.tail[i-locatorSize:]) != sigLocator {
		return nil
	}
	locator := end.tail[i-locatorSize : i]
	locatorAt := end.at - locatorSize
	at := binary.LittleEndian.Uint64(locator[8:])
	if binary.LittleEndian.Uint32(locator[4:]) != 0 || binary.LittleEndian.Uint32(locator[16:]) > 1 {
		return end.manyDisks()
	}
	if locatorAt < end64Size || at > uint64(locatorAt-end64Size) {
		return fail(Damaged, "", locatorAt, "the ZIP64 end record is not before its locator: it would be at byte %d", at)
	}
	b, err := end.bytes(ra, int64(at), end64Size)
	if err != nil {
		return err
	}
	if binary.LittleEndian.Uint32(b) != sigEnd64 || binary.LittleEndian.Uint64(b[4:]) != uint64(locatorAt)-at-12 {
		if err := checkStart(ra); err != nil {
			return err
		}
		return fail(Damaged, "", int64(at), "no ZIP64 end record that ends at its locator is where that says")
	}
	le := binary.LittleEndian
	disk64, dirDisk64, here64, count64 := le.Uint32(b[16:]), le.Uint32(b[20:]), le.Uint64(b[24:]), le.Uint64(b[32:])
	size, offset := le.Uint64(b[40:]), le.Uint64(b[48:])
	if disk64 != 0 || dirDisk64 != 0 || here64 != count64 || (disk != 0 && disk != max16) || (dirDisk != 0 && dirDisk != max16) {
		return end.manyDisks()
	}
	same16 := func(a uint64, b uint64) bool { return a == b || a == max16 }
	same32 := func(a int64, b uint64) bool { return uint64(a) == b || a == max32 }
	if !same16(uint64(here), count64) || !same16(end.count, count64) || !same32(end.size, size) || !same32(end.offset, offset) {
		return fail(Damaged, "", end.at, "the end record and the ZIP64 end record tell of different directories")
	}
	if size > at || offset > at {
		return fail(Damaged, "", int64(at), "the directory's offset %d and size %d reach beyond the end record", offset, size)
	}
	end.zip64, end.at, end.count, end.size, end.offset = true, int64(at), count64, int64(size), int64(offset)
	return nil
}

func (end *ending) manyDisks() error {
	return fail(Unsupported, "", end.at, "archives in several parts (disks) cannot be read")
}

// bytes gives n bytes of the file from offset on, which lie before the end record: those at hand, or newly read ones.
func (end *ending) bytes(ra io.ReaderAt, offset int64, n int) ([]byte, error) {
	if offset >= end.tailAt {
		return end.tail[offset-end.tailAt:][:n:n], nil
	}
	b := make([]byte, n)
	return b, end.fill(ra, b, offset)
}

// fill fills b with the bytes of the file from offset on; what the tail has is not read again.
func (end *ending) fill(ra io.ReaderAt, b []byte, offset int64) error {
	if missing := end.tailAt - offset; missing < int64(len(b)) {
		known := max(missing, 0)
		copy(b[known:], end.tail[offset+known-end.tailAt:])
		b = b[:known]
	}
	if len(b) == 0 {
		return nil
	}
	return readFull(ra, b, offset)
}

// checkStart refuses files that do not start as an archive does, which numpy.load takes for something else before it looks for an end record.
func checkStart(ra io.ReaderAt) error {
	var b [6]byte
	if err := readFull(ra, b[:], 0); err != nil {
		return err
	}
	if s := string(b[:4]); s == "PK\x03\x04" || s == "PK\x05\x06" {
		return nil
	}
	if string(b[:]) == "\x93NUMPY" {
		return fail(Damaged, "", 0, "this is a .npy file, and no archive")
	}
	return fail(Damaged, "", 0, "the file does not start with PK\\3\\4 or PK\\5\\6, so that numpy.load refuses it too: bytes before the archive have to be removed")
}

// noArchive is the error for a file without an end record.
func noArchive(ra io.ReaderAt, size int64) error {
	if err := checkStart(ra); err != nil {
		return err
	}
	err := fail(Damaged, "", size, "the file starts as a zip archive and has no end record: its end is missing")
	err.Cause = io.ErrUnexpectedEOF
	return err
}
