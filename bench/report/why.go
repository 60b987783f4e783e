package report

// why says of demands that were missed what was profiled and tried. The keys are those
// of demand.key: case and base. A demand that is met is not looked up here, so
// that an entry may wait for a machine on which it is missed.
var why = map[string]string{
	"view/blog": "Half of the profile is header.Parse. Filling structs through pointers in place of returning them, one " +
		"comparison of the dtype in place of a plan for it, and no wide copies of what was just written in parts, for which the processor waits, have made it less than half of what it was. " +
		"Nothing is allocated; what is left are comparisons.",
	"view/blog NumPy": "np.load of a file in memory takes 80 to 140 µs, most of it the copy of 1.77 MB, and View 80 to 90 ns, half of them header.Parse: the ratio moves " +
		"about its goal from run to run.",
	"header/write the next Go package": "A quarter of the profile is the shape's digits, a fifth the check of dtype and shape, a tenth memmove. " +
		"Pointers in place of copies, no search for letters beyond ASCII where there can be none, and digits that are written where they stay, took a quarter off.",

	"read-into/blog limit":               readInto,
	"read-into/blog the next Go package": readInto,
	"read/blog limit":                    freshMemory,
	"read/blog the next Go package":      freshMemory,
	"read/blog NumPy":                    freshMemory,
	"read/m128 limit":                    freshPages,
	"read/m128 the next Go package":      freshPages,
	"read/m128 NumPy":                    freshPages,
	"read/g1 limit":                      freshPages,
	"read/g1 the next Go package":        freshPages,
	"read/g1 NumPy":                      freshPages,
	"read/1K limit":                      small1K,
	"read/1K the next Go package":        small1K,
	"read/1K NumPy":                      small1K,
	"map/blog":                           mapping,
	"map/blog NumPy":                     mapping,
	"map/m128":                           mapping,
	"map/m128 NumPy":                     mapping,
	"chunks/m128 NumPy": "Chunks takes the limit's time, which is the kernel's copy into memory that stays in the cache, and the sum. NumPy copies into new memory, but into huge pages, " +
		"and its sum is as fast: it takes 24 ms in all, and the goal is 0.6 of that.",
	"chunks/m128 limit": "Both are the kernel's copy of 256 KiB at a time; beyond it, a check that the stream goes on, once per piece.",

	"encode/blog limit":                   "Both are one copy; what is left is the header, 50 ns of 40 µs, and the noise of memory.",
	"write-new/blog limit":                writeNew,
	"write-new/blog the next Go package":  writeNew,
	"write-new/blog NumPy":                writeNew,
	"write-new/m128 limit":                writeNew,
	"write-new/m128 the next Go package":  writeNew,
	"write-new/m128 NumPy":                writeNew,
	"write-over/m128 limit":               writeOver,
	"write-over/m128 the next Go package": writeOver,
	"write-over/m128 NumPy":               writeOver,
	"write-over/blog limit":               writeOver,
	"write-over/blog the next Go package": writeOver,
	"write-over/blog NumPy":               writeOver,
	"big-endian/blog limit":               bigEndian,
	"big-endian/blog limit purego": "Without unsafe no file can be read into a []float64: the bytes go to a buffer that stays in the cache, and from there four elements " +
		"at a time, at 23 GB/s, which takes longer than the limit's pread of 28.",
	"big-endian/m128 limit":               bigEndian,
	"big-endian/m128 the next Go package": bigEndian,
	"row-major/4096 limit":                "Three quarters of the profile are page faults of the new array. Without huge pages it took three times as long.",
	"row-major/4096 NumPy":                "Three quarters of the profile are page faults of the new array. Without huge pages it took three times as long.",
	"npz-stored/m128 npygo .npy":          storedMember,
	"npz-stored/m128 the next Go package": storedMember,
	"npz-stored/2M the next Go package":   storedMember,
	"npz-stored/m128 NumPy":               storedMember,
	"npz-stream/m128 NumPy": "The body is copied into memory, which must be fresh, before its directory at the end can be " +
		"read, and each array is copied out of it, while NumPy is given a body that is in memory (as OpenBytes is, in the same table): memmove and its page faults are " +
		"three quarters of the profile, the checksum a twentieth. OpenBytes with Read spares the first copy, with View both.",

	"inflate klauspost":                            inflater,
	"inflate klauspost typical":                    inflater,
	"inflate libdeflate":                           inflater,
	"npz-deflate npygo 1 core NumPy":               inflater,
	"npz-deflate npygo 1 core NumPy typical":       inflater,
	"npz-deflate npygo 1 core the next Go package": inflater,
	"npz-deflate NumPy":                            inflater,
	"npz-deflate NumPy typical":                    inflater,
	"npz-64/deflate NumPy":                         inflater,
	"npz-rows/160MB NumPy": "Of 0.9 ms of processor (getrusage over 300 calls) three fifths are the inflater's loop, for a whole block of 256 KiB, without " +
		"which its checksum could not be compared; 46 page faults are for the block, the rows and the mapping.",
	"npz-write NumPy": "Nearly all of the profile is the encoder of level 6 of klauspost/compress and its search " +
		"for matches. Level 1 takes two thirds " +
		"of the time and makes files a third larger; sizes like NumPy's were thought to matter more.",
	"npz-write/masks NumPy": "No level of either compressor reaches both this and the size. For 8 MiB on one core, in ms of processor and of zlib's size: klauspost 1 to 6 " +
		"take 3 to 10 for 2.4 to 1.7 times as much, 7 and 8 take 14 and 11 for 1.5 and 1.25, 9 takes 87 for 1.0; compress/flate 4 and 5 take 16 for 1.5, 6 takes 20 for 1.0. " +
		"Blocks that are little else than the same eight bytes go to the last.",
	"npz-write the next Go package": "See the goals against NumPy: nearly all of the profile is the encoder.",
	"npz-64/stored NumPy": "memmove into fresh memory, page faults included, has half of the profile, checksums a seventh. " +
		"NumPy pays for the same memory; what we spare is its slow way through the zip. Huge pages for arrays of 2 MiB were tried, and gave nothing.",

	"echo/blog limit":                 echoing,
	"echo/blog npygo ReadInto limit":  echoing,
	"echo/others the next Go package": echoing,
}

const (
	readInto = "The limit is one pread. ReadInto takes any io.Reader and never a byte behind the array: of a " +
		"file it reads 10 bytes, then the text of the header, then the elements straight into place. Bare reads of those three " +
		"lengths are already at 1.02 to 1.03 of the limit. It used to ask for size and offset too: now only where memory " +
		"must be allocated on the header's word. Nothing is left to be faster with than the kernel's copy."

	freshMemory = "The collector decides: alone in a process, in a small heap, each load of 1.77 MB is a third of a " +
		"collection and 52 page faults, since spans go back to the system and come again. With more alive there are fewer of both: with 256 MiB 5 faults, and " +
		"NumPy's time, whose malloc hands out the same warm memory each time. ReadInto needs none: the kernel's copy alone, in every heap. Tried: memory that is not zeroed (in use), huge pages " +
		"(nothing below 4 MiB), a mapping with populated pages (nothing reliable)."

	freshPages = "All of it is the kernel: getrusage shows no time in the program, and 775 page faults for the 32,768 pages of 128 MiB. NumPy asks for huge pages, too, and reads with one call, as we do. " +
		"Where quartiles are far apart, some pages were not there yet: the host of a virtual machine may take back what is free, and has to find it again. Here 256 MiB took 1.2 s to write to after some seconds, " +
		"and 0.08 s when that had just been done, which is why it is done before each turn."

	small1K = "Opening and closing the file, which all pay, has three quarters of our time: beyond them are one read of 4 KiB, two allocations (elements and shape) and 40 ns of parsing. " +
		"Files of up to 64 KiB are not asked for their size."

	mapping = "Open, fstat, mmap, close, the first page, munmap: all the time is in these system calls, which NumPy makes too, and an *os.File is not even made."

	writeNew = "Two thirds and more of the profile is the kernel's copy into the page cache, for a large file all of it (getrusage: no time in the program); for a small one a sixth is the temporary file, its " +
		"name, and the room that is made for it in advance, which makes writing faster than the limit's; how much depends on the file system's other work. All write large files with one or two calls, and " +
		"have the same time."

	writeOver = "The old file stays until the new one is whole, so that as much page cache again is needed, while the others write into pages that they have just given up. For 1.77 MB " +
		"half of the profile is the kernel's copy, a fifth giving up the old file in the background, a tenth each making the new one and starting its write to the disk. For 128 MiB, taken apart, after a sync, ten times: " +
		"writing 128 MiB took 17 to 20 ms seven times, and 345 to 458 ms three times, in pages for which the virtual machine's host had to find memory first; starting the write to the disk, without which a " +
		"crash could leave an empty file, 5 ms; the rename 50 ms, nearly all of it to give up the old file's pages, which npygo does in the background."

	bigEndian = "The limit does not touch the bytes: pread of 1.77 MB takes 37 µs, the swap 14.5 µs if all lies in the second-level cache " +
		"(121 GB/s), together 1.39. Read and swapped in pieces of 64 KiB it is 1.9, of 128 KiB 1.67, of 256 KiB 1.53, of 512 KiB (now) 1.48, of 1 MiB 1.46, " +
		"as a whole 1.46: each read costs 0.7 µs, and what leaves the cache costs more in large arrays (256 KiB: 1.30, 512 KiB: 1.19, 1 MiB: 1.22, 2 MiB: 1.25). " +
		"A second core could swap while the first reads; a busy server has none to spare. The next Go package has new memory to fill, and takes its time there."

	storedMember = "memmove and the page faults of fresh memory, and the checksum, which takes as long as Verify after View shows by itself: both in memory, on all cores. The other package's way by npy.Array " +
		"reads the member with one io.ReadAll, and so pays for the same memory twice, not twenty times; the goal was set against its way into a slice, which asks the system for each element."

	inflater = "The loop of the inflater has nearly all of the profile, and waits for its tables: each symbol's look needs the bits that the one before has left. What is in it now is what won: " +
		"an input that is refilled without a branch, entries with several literals or a literal and a length, the next look before the copy, copies of 32 bytes, 16 at a time, without asking how many, and runs of one byte that do not wait for it to be stored. " +
		"Levels of the processor's " +
		"instructions (GOAMD64=v3) made no difference that could be told from noise. NumPy's own share beside zlib is small. " +
		"Blocks of our own files go to all cores, of which there are two here."

	echoing = "Most of an echo is net/http and loopback, which all pay: the handler's own share is a header of 128 bytes and two calls more than a fixed buffer has. On two cores client and server take turns, and who is " +
		"measured moves with them."
)
