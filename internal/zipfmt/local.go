package zipfmt

import (
	"encoding/binary"
	"io"
)

// DataOffset reads the member's local header and gives the offset of its data in the file: the CompressedSize bytes from there end at or before Limit.
// The header has to have the name and the method that the directory has, and not to be encrypted. Its sizes and its CRC are not looked at:
// they can be zero, all ones, or true, and the directory's are what counts.
//
// It is the road to the bytes as they are, for copying too. Before they are inflated or taken as the content, ask Check.
func (e *Entry) DataOffset(ra io.ReaderAt) (int64, error) {
	if err := e.checkOpen(e.Flags); err != nil {
		return 0, err
	}
	b := make([]byte, localSize+len(e.Raw))
	if err := readFull(ra, b, e.Offset); err != nil {
		err.(*Error).Name = e.Name // readFull gives no other
		return 0, err
	}
	if binary.LittleEndian.Uint32(b) != sigLocal {
		return 0, fail(Damaged, e.Name, e.Offset, "no local header is where the directory says")
	}
	flags := binary.LittleEndian.Uint16(b[6:])
	if err := e.checkOpen(flags); err != nil {
		return 0, err
	}
	nameLen, extraLen := int(binary.LittleEndian.Uint16(b[26:])), int(binary.LittleEndian.Uint16(b[28:]))
	otherCode := (flags^e.Flags)&flagUTF8 != 0 && !isASCII(e.Raw)
	if nameLen != len(e.Raw) || string(b[localSize:]) != e.Raw || otherCode {
		return 0, fail(Damaged, e.Name, e.Offset, "the local header has another name than the directory")
	}
	if method := binary.LittleEndian.Uint16(b[8:]); method != e.Method {
		return 0, fail(Damaged, e.Name, e.Offset, "the local header has method %d, the directory %d", method, e.Method)
	}
	at := e.Offset + int64(localSize+nameLen+extraLen)
	if at > e.Limit-e.CompressedSize {
		return 0, fail(Damaged, e.Name, e.Offset, "its %d bytes of data run into what starts at byte %d", e.CompressedSize, e.Limit)
	}
	return at, nil
}

// HeaderSize is the size of the local header without its extra data: what DataOffset reads.
func (e *Entry) HeaderSize() int { return localSize + len(e.Raw) }

// Span is how many bytes from Offset on hold the local header, however long its extra data are, and the data.
func (e *Entry) Span() int64 {
	return min(int64(e.HeaderSize())+max16+e.CompressedSize, e.Limit-e.Offset)
}
