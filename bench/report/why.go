package report

// why says of demands that were missed what was profiled and tried. The keys are those
// that RESULTS.md shows: case and base. A demand that is met is not looked up here, so
// that an entry may wait for a machine on which it is missed.
var why = map[string]string{
	"view/blog": "Half of the profile is header.Parse. Filling structs through pointers in place of returning them, and one " +
		"comparison of the dtype in place of a plan for it, have halved the time. Nothing is allocated; what is left are comparisons.",
	"view/blog NumPy": "np.load of a file in memory takes 87 us: 87 ns would do, and View takes 89. See View above.",
	"write-new/m128 NumPy": "Both have the time of the kernel's copy of 128 MiB into the page cache, within 4 % of each other. NumPy, too, " +
		"writes with one call.",
	"write-over/m128 limit":               diskDecides,
	"write-over/m128 the next Go package": diskDecides,
	"write-over/m128 NumPy":               diskDecides,
	"echo/others the next Go package": "Most of an echo is net/http and loopback, which both pay: beside a handler that does nothing with a fixed buffer " +
		"ours takes 1.02x. So no more than 3.8 is left of what gonpy does worse.",
	"header/write the next Go package": "A third of the profile is the shape's digits, a fifth the check of dtype and shape, a sixth memmove. " +
		"Pointers in place of copies, and no search for letters beyond ASCII where there can be none, took a fifth off; npyio's " +
		"own time moves with the heap.",
	"map/m128": "Open, fstat, mmap, close, the first page, munmap: all the time is in these system calls, and an *os.File " +
		"is not even made.",
	"map/m128 NumPy": "Both have the time of the same system calls (see Map above): 0.30 to 0.36 from run to run.",
	"inflate klauspost typical": "2.45 to 2.78 from run to run, with the loop of the inflater in nearly all of the profile, and klauspost's in its. " +
		"What was tried on that loop stands beside it.",
	"npz-rows/160MB NumPy": "Rows of one block are inflated, in a millisecond or two, where every page fault of a small heap counts: 327 and 437 in a run " +
		"some hours earlier, 234 and 431 in this one. NumPy inflates all of it.",
	"read-into/blog limit": "The limit is one pread. ReadInto takes any io.Reader and never a byte behind the array: of a " +
		"file it reads 10 bytes, then the text of the header, then the elements straight into place. Bare reads of those three " +
		"lengths are " +
		"already at 1.02 to 1.03 of the limit. It used to ask for size and offset too (1.08 to 1.13): now only where memory " +
		"must be allocated on the header's word.",
	"read/blog limit":               freshMemory,
	"read/blog the next Go package": freshMemory,
	"read/blog NumPy":               freshMemory,
	"read/m128 NumPy": "NumPy asks for huge pages, too, and reads with one call, as we do: both have the time of the kernel's " +
		"copy into such pages, and both have upper quartiles several times as high, of pages that were not there yet (see RowMajor).",
	"read/1K limit": "Open, one read of 4 KiB, close. Beyond the limit are the read, two allocations (elements and shape) " +
		"and 40 ns of parsing; " +
		"files of up to 64 KiB are not asked for their size.",
	"read/1K the next Go package": "Opening and closing the file, which all pay, has three quarters of our time: even doing nothing " +
		"else would be " +
		"no more than 2.1 times as fast as npyio.",
	"big-endian/blog limit": "The limit does not touch the bytes: pread takes 37 us, the swap 14.5 us if all lies in the " +
		"second-level cache " +
		"(121 GB/s), together 1.39. Read and swapped in pieces of 64 KiB it is 1.9, of 128 KiB 1.67, of 256 KiB 1.53, of 512 " +
		"KiB (now) 1.48, of 1 MiB 1.46, " +
		"as a whole 1.46: each read costs 0.7 us, and what leaves the cache costs more in large arrays.",
	"big-endian/m128 limit": "As for the small array: a read and a swap in the cache, of 512 KiB at a time (256 KiB: 1.30, " +
		"512 KiB: 1.19, 1 MiB: 1.22, " +
		"2 MiB: 1.25, as a whole 1.33). A second core could swap while the first reads; a busy server has none to spare.",
	"write-new/blog limit": "Two thirds of the profile is the kernel's write, which the limit has too, a sixth the temporary file, its " +
		"name, and the room that is made for it in advance, which makes writing faster than the limit's; how much depends on " +
		"the file system's other work.",
	"row-major/4096 limit": "On a virtual machine some new arrays take 190 ms in place of 12 to 16, 3 ms for each huge page: " +
		"as far as can be told from inside, " +
		"its host has to find the memory first. Memory that was used before does not show it. Without huge pages " +
		"it was 40 ms, three quarters of it page faults of 4 KiB.",
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

const freshMemory = "The collector decides: alone in a process, in a small heap, each load of 1.77 MB is a third of a " +
	"collection and 52 page faults, " +
	"since spans go back to the system and come again: 153 us (quartiles 98 and 323). With 16 MiB alive it is 110 us, with 64 MiB 92, " +
	"with 256 MiB 87 (5 faults), which is NumPy's time, whose malloc hands out the same warm memory each time; GOGC=1000 gives 95. " +
	"Beside others that allocate, it is 130 with 256 MiB, for the memory is then cold. ReadInto needs none: 40 us in every heap."

const inflating = "The loop of the inflater has nearly all of the profile; how it compares with others by itself is " +
	"under Inflating alone."

const diskDecides = "The old file stays until the new one is whole, so that 128 MiB more of page cache are needed, while the others write into pages that they " +
	"have just given up. Taken apart, after a sync, ten times: writing took 17 to 20 ms seven times, and 345 to 458 ms three times, in pages for which the " +
	"virtual machine's host had to find memory first (see RowMajor); starting the write to the disk, without which a crash could leave an empty " +
	"file, 5 ms; the rename 50 ms, nearly all of it to give up the old file's pages, which npygo does in the background. So the quartiles are far apart, " +
	"though nothing is left to be written when a turn begins."
