package zipfmt

import "encoding/binary"

// AppendLocal appends the local header of e for the place `at` in the file, with the real CRC and sizes and no data descriptor. If align is more than 0, it is a
// power of two up to 64, and the header is filled so that the data, which follow it, start at a multiple of align; the filling is in no directory
// entry. The header has LocalSize bytes. e.Offset is not looked at: it has to be `at` in AppendCentral.
//
// Any entry that ReadDirectory gave can be written again like this, with its data as they are, unless DataOffset refuses it.
func AppendLocal(dst []byte, e *Entry, at int64, align int) []byte {
	le := binary.LittleEndian
	zip64 := e.local64()
	fill := e.fill(at, align)
	size, csize, extra := uint32(e.Size), uint32(e.CompressedSize), fill
	if zip64 {
		size, csize, extra = max32, max32, extra+4+16
	}
	dst = le.AppendUint32(dst, sigLocal)
	dst = le.AppendUint16(dst, e.needed(zip64))
	dst = le.AppendUint16(dst, e.Flags&^flagDescriptor)
	dst = le.AppendUint16(dst, e.Method)
	dst = le.AppendUint16(dst, e.Time)
	dst = le.AppendUint16(dst, e.Date)
	dst = le.AppendUint32(dst, e.CRC)
	dst = le.AppendUint32(dst, csize)
	dst = le.AppendUint32(dst, size)
	dst = le.AppendUint16(dst, uint16(len(e.Raw)))
	dst = le.AppendUint16(dst, uint16(extra))
	dst = append(dst, e.Raw...)
	if zip64 {
		dst = le.AppendUint16(dst, idZip64)
		dst = le.AppendUint16(dst, 16)
		dst = le.AppendUint64(dst, uint64(e.Size))
		dst = le.AppendUint64(dst, uint64(e.CompressedSize))
	}
	if fill > 0 {
		dst = le.AppendUint16(dst, idAlign)
		dst = le.AppendUint16(dst, uint16(fill-4))
		dst = le.AppendUint16(dst, uint16(align))
		dst = append(dst, make([]byte, fill-6)...)
	}
	return dst
}

// LocalSize is the size of what AppendLocal appends. It depends on the name, on `at` and align, and on whether the sizes reach 4 GiB or Zip64 is set.
func LocalSize(e *Entry, at int64, align int) int {
	return e.unaligned() + e.fill(at, align)
}

// unaligned is the size of the local header without the filling.
func (e *Entry) unaligned() int {
	n := localSize + len(e.Raw)
	if e.local64() {
		n += 4 + 16
	}
	return n
}

// fill is the size of the field that makes the data start at a multiple of align, 0 if none is needed. It has 6 bytes at least: id, size and alignment. With 69 at
// most, and a ZIP64 field, the extra data stay below 128 bytes, which matters to ND4J: it reads the low byte of their length, as a signed number.
func (e *Entry) fill(at int64, align int) int {
	if align <= 0 {
		return 0
	}
	n := int(-(at + int64(e.unaligned())) & int64(align-1))
	for n > 0 && n < 6 {
		n += align
	}
	return n
}

// local64 says whether the local header has a ZIP64 field. All ones in a size mean that it is there, so the largest size is no size.
func (e *Entry) local64() bool {
	return e.Zip64 || e.Size >= max32 || e.CompressedSize >= max32
}

// needed is the version needed to read e: 2.0 for deflate, as NumPy writes for all members, 4.5 for ZIP64, or more if it was more.
func (e *Entry) needed(zip64 bool) uint16 {
	version := uint16(versionDeflate)
	if zip64 {
		version = versionZip64
	}
	return e.Needed&0xFF00 | max(version, e.Needed&0xFF)
}

// Moved is e as AppendLocal writes it at that place: without a data descriptor. An entry whose local header stays what it
// is has to keep the mark of one, since programs compare the two.
func (e *Entry) Moved(at int64) Entry {
	m := *e
	m.Offset = at
	m.Flags &^= flagDescriptor
	return m
}

// AppendCentral appends the directory entry of e, with Offset as the place of the local header, with Extra and Comment. A ZIP64 field is added for what needs
// one. If Extra then does not fit into 65,535 bytes, it is left out: what other programs put there describes the member, and none needs it to read the data.
func AppendCentral(dst []byte, e *Entry) []byte {
	le := binary.LittleEndian
	wide := [...]int64{e.Size, e.CompressedSize, e.Offset}
	zip64 := 0 // the size of the ZIP64 field
	for _, v := range wide {
		if v >= max32 {
			zip64 = max(zip64, 4) + 8
		}
	}
	extra := e.Extra
	if zip64+len(extra) > max16 {
		extra = nil
	}
	dst = le.AppendUint32(dst, sigCentral)
	dst = le.AppendUint16(dst, e.Made)
	dst = le.AppendUint16(dst, e.needed(zip64 > 0 || e.local64()))
	dst = le.AppendUint16(dst, e.Flags)
	dst = le.AppendUint16(dst, e.Method)
	dst = le.AppendUint16(dst, e.Time)
	dst = le.AppendUint16(dst, e.Date)
	dst = le.AppendUint32(dst, e.CRC)
	dst = le.AppendUint32(dst, uint32(min(e.CompressedSize, max32)))
	dst = le.AppendUint32(dst, uint32(min(e.Size, max32)))
	dst = le.AppendUint16(dst, uint16(len(e.Raw)))
	dst = le.AppendUint16(dst, uint16(zip64+len(extra)))
	dst = le.AppendUint16(dst, uint16(len(e.Comment)))
	dst = le.AppendUint16(dst, 0) // disk
	dst = le.AppendUint16(dst, e.Internal)
	dst = le.AppendUint32(dst, e.External)
	dst = le.AppendUint32(dst, uint32(min(e.Offset, max32)))
	dst = append(dst, e.Raw...)
	if zip64 > 0 {
		dst = le.AppendUint16(dst, idZip64)
		dst = le.AppendUint16(dst, uint16(zip64-4))
		for _, v := range wide {
			if v >= max32 {
				dst = le.AppendUint64(dst, uint64(v))
			}
		}
	}
	dst = append(dst, extra...)
	return append(dst, e.Comment...)
}

// AppendEnd appends the end record of an archive whose directory of count entries lies at offset, has size bytes, and ends where the end record starts. ZIP64
// end records come before it if count reaches 65,535, or size or offset 2^32-1. The archive has no comment: see AppendComment.
func AppendEnd(dst []byte, count int, offset, size int64) []byte {
	le := binary.LittleEndian
	if count >= max16 || size >= max32 || offset >= max32 {
		dst = le.AppendUint32(dst, sigEnd64)
		dst = le.AppendUint64(dst, end64Size-12)
		dst = le.AppendUint16(dst, 3<<8|versionZip64)
		dst = le.AppendUint16(dst, versionZip64)
		dst = le.AppendUint32(dst, 0) // this disk
		dst = le.AppendUint32(dst, 0) // the directory's
		dst = le.AppendUint64(dst, uint64(count))
		dst = le.AppendUint64(dst, uint64(count))
		dst = le.AppendUint64(dst, uint64(size))
		dst = le.AppendUint64(dst, uint64(offset))

		dst = le.AppendUint32(dst, sigLocator)
		dst = le.AppendUint32(dst, 0)
		dst = le.AppendUint64(dst, uint64(offset+size))
		dst = le.AppendUint32(dst, 1) // disks
	}
	dst = le.AppendUint32(dst, sigEnd)
	dst = le.AppendUint16(dst, 0)
	dst = le.AppendUint16(dst, 0)
	dst = le.AppendUint16(dst, uint16(min(count, max16)))
	dst = le.AppendUint16(dst, uint16(min(count, max16)))
	dst = le.AppendUint32(dst, uint32(min(size, max32)))
	dst = le.AppendUint32(dst, uint32(min(offset, max32)))
	return le.AppendUint16(dst, 0)
}

// AppendComment appends the archive's comment, of at most 65,535 bytes, to what AppendEnd appended.
func AppendComment(dst, comment []byte) []byte {
	binary.LittleEndian.PutUint16(dst[len(dst)-2:], uint16(len(comment)))
	return append(dst, comment...)
}
