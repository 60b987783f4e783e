package zipfmt

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
	"strings"
	"unicode/utf8"
)

// nameRoom is how many bytes of text the name of the entry at the start of b needs at most, which has the entry as a whole: Raw, and Name where it is another.
func nameRoom(b []byte) int {
	raw := centralName(b)
	room := len(raw)
	if binary.LittleEndian.Uint16(b[8:])&flagUTF8 == 0 && !isASCII(raw) {
		room += 3 * len(raw) // no character of code page 437 takes more in UTF-8
	}
	if extra := centralExtra(b); len(extra) > 0 {
		room += len(unicodeName(extra, raw))
	}
	return room
}

func centralName(b []byte) []byte {
	return b[centralSize:][:binary.LittleEndian.Uint16(b[28:])]
}

func centralExtra(b []byte) []byte {
	return b[centralSize+int(binary.LittleEndian.Uint16(b[28:])):][:binary.LittleEndian.Uint16(b[30:])]
}

// parseEntries makes the entries of the directory dir, which walk has gone through, and which starts at byte `at` of the file. Their names are cut out of one string.
func parseEntries(dir []byte, at int64, t tally) ([]Entry, error) {
	entries := make([]Entry, t.count)
	var text strings.Builder
	text.Grow(t.names)
	for i, done := 0, 0; i < len(entries); i++ {
		b := dir[done:]
		b = b[:entrySize(b):entrySize(b)]
		if err := entries[i].parse(b, at+int64(done), &text); err != nil {
			return nil, err
		}
		done += len(b)
	}
	return entries, nil
}

// parse fills e from the directory entry b, which is at byte `at` of the file. It takes the ZIP64 field out of b.
func (e *Entry) parse(b []byte, at int64, text *strings.Builder) error {
	le := binary.LittleEndian
	e.Made, e.Needed = le.Uint16(b[4:]), le.Uint16(b[6:])
	e.Flags, e.Method = le.Uint16(b[8:]), le.Uint16(b[10:])
	e.Time, e.Date = le.Uint16(b[12:]), le.Uint16(b[14:])
	e.CRC = le.Uint32(b[16:])
	e.CompressedSize, e.Size = int64(le.Uint32(b[20:])), int64(le.Uint32(b[24:]))
	e.Internal, e.External = le.Uint16(b[36:]), le.Uint32(b[38:])
	e.Offset = int64(le.Uint32(b[42:]))
	disk := uint32(le.Uint16(b[34:]))
	raw := centralName(b)
	e.Extra = centralExtra(b)
	e.Comment = b[centralSize+len(raw)+len(e.Extra):]
	e.Extra = e.Extra[:len(e.Extra):len(e.Extra)]
	if err := e.parseName(raw, at, text); err != nil {
		return err
	}
	disk, err := e.parseExtra(disk, at)
	if err != nil {
		return err
	}
	if disk != 0 {
		return fail(Unsupported, e.Name, at, "it lies in another part (disk %d) of the archive, which is none in parts", disk)
	}
	return nil
}

// parseName sets Raw and Name, to parts of text, which has room for them.
//
// A name with a zero byte is refused: Python's zipfile cuts it there, and others do not, so that it means different members to different programs.
func (e *Entry) parseName(raw []byte, at int64, text *strings.Builder) error {
	e.Raw = add(text, raw)
	e.Name = e.Raw
	switch ascii := isASCII(raw); {
	case !ascii && e.Flags&flagUTF8 == 0:
		start := text.Len()
		for _, c := range raw {
			text.WriteRune(decode437(c))
		}
		e.Name = text.String()[start:]
	case !ascii && !utf8.ValidString(e.Raw):
		return fail(Damaged, e.Raw, at, "the name is not UTF-8, which its flag says it is")
	}
	if len(e.Extra) > 0 {
		if name := unicodeName(e.Extra, raw); len(name) > 0 {
			if !utf8.Valid(name) {
				return fail(Damaged, e.Name, at, "the name in the Unicode path field is not UTF-8")
			}
			e.Name = add(text, name)
		}
	}
	if strings.IndexByte(e.Name, 0) >= 0 {
		return fail(Damaged, e.Name, at, "the name has a zero byte, at which some programs cut it and others do not")
	}
	return nil
}

// add appends b to text and gives it as a part of text, which is a string of its own only if text has to grow.
func add(text *strings.Builder, b []byte) string {
	start := text.Len()
	text.Write(b)
	return text.String()[start:]
}

// unicodeName gives the UTF-8 name that Info-ZIP puts into the extra data beside a name in the machine's own code. Python takes it since 3.12. It holds
// only as long as the name is the one it was made for.
func unicodeName(extra, raw []byte) []byte {
	field := findField(extra, idUnicode)
	if len(field) < 5 || field[0] != 1 || binary.LittleEndian.Uint32(field[1:]) != crc32.ChecksumIEEE(raw) {
		return nil
	}
	return field[5:]
}

// parseExtra checks the fields of Extra and takes the ZIP64 field out of it. It returns the number of the disk.
func (e *Entry) parseExtra(disk uint32, at int64) (uint32, error) {
	found := false
	for i := 0; len(e.Extra)-i >= 4; {
		id := binary.LittleEndian.Uint16(e.Extra[i:])
		n := 4 + int(binary.LittleEndian.Uint16(e.Extra[i+2:]))
		if n > len(e.Extra)-i {
			return 0, fail(Damaged, e.Name, at, "field 0x%04x of its extra data is longer than the extra data", id)
		}
		if id != idZip64 {
			i += n
			continue
		}
		if found {
			return 0, fail(Damaged, e.Name, at, "it has two ZIP64 fields")
		}
		found = true
		var err error
		if disk, err = e.takeZip64(e.Extra[i+4:i+n], disk, at); err != nil {
			return 0, err
		}
		e.Extra = slices.Clip(append(e.Extra[:i], e.Extra[i+n:]...)) // the directory's memory is ours
	}
	if !found && (e.CompressedSize == max32 || e.Offset == max32) {
		return 0, fail(Damaged, e.Name, at, "its ZIP64 field, which has to hold its compressed size or its offset, is missing")
	}
	return disk, nil
}

// takeZip64 takes those numbers from the ZIP64 field that are all ones in the entry itself.
func (e *Entry) takeZip64(field []byte, disk uint32, at int64) (uint32, error) {
	for _, v := range []*int64{&e.Size, &e.CompressedSize, &e.Offset} {
		if *v != max32 {
			continue
		}
		if len(field) < 8 {
			return 0, fail(Damaged, e.Name, at, "its ZIP64 field is too short")
		}
		u := binary.LittleEndian.Uint64(field)
		if u > 1<<63-1 {
			return 0, fail(Damaged, e.Name, at, "its ZIP64 field tells of %d bytes", u)
		}
		*v, field = int64(u), field[8:]
	}
	if disk == max16 && len(field) >= 4 {
		disk = binary.LittleEndian.Uint32(field)
	}
	return disk, nil
}
