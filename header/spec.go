package header

import "strconv"

// What NumPy's numpy/lib/_format_impl.py and NEP 1 fix. All sizes are in bytes.
const (
	magic     = "\x93NUMPY"
	majorAt   = len(magic)     // one byte
	minorAt   = len(magic) + 1 // one byte, always 0
	lengthAt  = len(magic) + 2 // the text's length, little-endian, in 2 bytes in V1 and in 4 in V2 and V3
	textAtV1  = lengthAt + 2
	textAtV2  = lengthAt + 4
	maxTextV1 = 1<<16 - 1

	alignment  = 64 // the payload starts at a multiple of it (of 16 before NumPy 1.14)
	growthRoom = 21 // the digits that the first axis may grow to without moving the payload (since NumPy 1.24)
	maxRank    = 64 // dimensions (32 before NumPy 2.0)
)

// The words of the text.
const (
	keyDescr = "descr"
	keyOrder = "fortran_order"
	keyShape = "shape"
)

// Sizes that the letters of a dtype do not tell.
const (
	objectSize  = 8 // a pointer
	timeSize    = 8 // an int64
	unicodeSize = 4 // each character of a 'U' is UCS-4
)

// DefaultMaxHeader is the longest header text, in bytes, that is read without the MaxHeader option. NumPy stops at 10,000 characters, which
// is too few for real files: the .cs tables of CryoSPARC have more.
const DefaultMaxHeader = 1 << 20

// Version is the major version of the file format. The minor version is always 0.
type Version uint8

// The versions that exist. The zero Version means "the smallest that fits" when a header is written.
const (
	V1 Version = 1 // since NumPy 1.0.5: up to 65535 bytes of latin-1
	V2 Version = 2 // since NumPy 1.9: longer text
	V3 Version = 3 // since NumPy 1.17: UTF-8
)

// String gives the version as NumPy prints it: "1.0".
func (v Version) String() string { return strconv.Itoa(int(v)) + ".0" }

// textAt gives the offset of the text in a file of this version.
func (v Version) textAt() int {
	if v == V1 {
		return textAtV1
	}
	return textAtV2
}
