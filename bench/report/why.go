package report

// why says of demands that were missed what was profiled and tried. The keys are those
// that RESULTS.md shows: case and base. A demand that is met is not looked up here, so
// that an entry may wait for a machine on which it is missed.
var why = map[string]string{
	"view/blog": "In the profile header.Parse has half of the time, the choice of a loader for dtype and T a fifth; the " +
		"rest compares sizes, " +
		"addresses and byte order. Nothing is allocated, and nothing of it can be left out on bytes that come from elsewhere.",
	"map/m128": "Open, fstat, mmap, close, the first page, munmap: all the time is in these system calls, and an *os.File " +
		"is not even made.",
	"read-into/blog limit": "The limit is one pread. ReadInto takes any io.Reader and never a byte behind the array: of a " +
		"file it reads 10 bytes, then the text of the header, " +
		"asks for the size and the offset to compare them with what the header claims, and then reads the elements straight " +
		"into place: four small system calls more.",
	"npz-stored/m128 npygo .npy": "What it takes longer is the checksum: the row with View and Verify has the time of one " +
		"by itself, in memory.",
	"npz-stream/m128 NumPy": "The body is copied into memory, which must be fresh, before its directory at the end can be " +
		"read, and each array is copied out of it: memmove and its page faults are " +
		"three quarters of the profile, the checksum a twentieth. OpenBytes with Read spares the first copy, with View both.",
	"npz-write NumPy": "Pictures. Nearly all of the profile is the encoder of level 6 of klauspost/compress and its search " +
		"for matches. Level 1 takes two thirds " +
		"of the time and makes files a third larger; sizes like NumPy's were thought to matter more.",
	"npz-write/masks NumPy": "Blocks that are the same eight bytes again and again go to the standard library's " +
		"compressor, which is no faster than zlib there: klauspost's levels up to 6 " +
		"make them half as large again as zlib does.",
	"npz-64/stored NumPy": "memmove into fresh memory, page faults included, has half of the profile, checksums a seventh. " +
		"NumPy pays for the same memory; what we spare is its slow way through the zip.",
	"npz-64/deflate NumPy":                   inflating,
	"npz-deflate NumPy":                      inflating,
	"npz-deflate NumPy typical":              inflating,
	"npz-deflate npygo 1 core NumPy":         inflating,
	"npz-deflate npygo 1 core NumPy typical": inflating,
}

const inflating = "The loop of the inflater has nearly all of the profile; how it compares with others by itself is " +
	"under Inflating alone."
