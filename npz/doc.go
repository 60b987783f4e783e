/*
Package npz reads and writes NumPy's .npz files: archives of named arrays.

	r, err := npz.Open("model.npz")                  // reads the directory, nothing else
	w, err := npz.Read[float32](r, "weights")        // one array, copied and checked
	v, err := npz.View[float32](r, "embedding")      // the file's own memory
	err = npz.WriteFile("out.npz", map[string]npy.AnyArray{"y": y})

# Which function

	open         Open (a file, mapped), OpenBytes, NewReader (any io.ReaderAt),
	             ReadFrom (a body)
	look         Names, Has, Members, Header
	one array    Read, ReadInto, ReadAny, ReadRaw; View without a copy
	a part       ReadRows, File with npy.ReadSlice, Stream with npy.Chunks,
	             ReaderAt, DataOffset
	all          Load, ReadAll, in parallel
	check        Verify
	write        NewWriter with Write, WriteAny, WriteBytes; Create; WriteFile
	change       AppendFile adds and replaces; Recover after a crash

# The file

A .npz is a zip. Each array is a member that holds a whole .npy file, its name
is the array's key with ".npy" behind it:

	┌─────────────────────────┐
	│ local header "a.npy"    │  name, CRC-32, both sizes; filled up so that the
	│ data                    │  data of a stored member begin at a multiple of 64
	├─────────────────────────┤
	│ local header "b.npy"    │
	│ data: ▒▒▒▒ ▒▒▒▒ ▒▒▒▒ ▒▒ │  deflated in blocks of 256 KiB, one deflate stream
	├─────────────────────────┤  to everybody else
	│ directory               │  for each member: name, CRC-32, sizes, offset,
	│                         │  and where the blocks are, with the CRC-32 of each
	│ end record              │  where the directory is
	└─────────────────────────┘

numpy.load, Python's zipfile, unzip, 7-Zip, bsdtar, Java and Go's archive/zip
read what this package writes as any other archive. What is special about it they do not see: a
stored member can be mapped ([View]), and a compressed one is
inflated on all cores, or only where somebody reads ([ReadRows]), each block
checked on its own. The index of the blocks is a field 0x7A6E among the extra
data of the directory; [SOZip] writes it as GDAL does instead, in a hidden
file behind each member.

Archives of others are read as well: members stored and deflated, ZIP64, data
descriptors, names in UTF-8 and code page 437, members that are no arrays.
Compressed ones of NumPy are inflated by one core each, two to four times as
fast as numpy.load does it.

# Checks

A member that is read is read to its end, and counts only if its CRC-32 is right;
blocks have their own. Not checked are [View] and parts of stored
members: [Verify] does that. The directory is compared with the local headers;
members that overlap, or that could not inflate to the size they claim, are refused,
and so are encrypted ones and other methods than stored and deflated.

No memory is allocated on the file's word alone. How much a member, or all of
them, may inflate to is limited: [MaxMemberBytes], [MaxTotalBytes], [MaxMembers].

Names are keys, whatever is in them, and no paths. A name that is there twice is
an error: readers disagree about which member it means.

Every error about the input is a *header.Error, of kind [ErrArchive] if the zip is
at fault, or of one of header's kinds for the array in it; it names the member.

# Concurrency

A [Reader] and what comes from it may be used by several goroutines at once; one
[Writer] only by one. Both put other goroutines to work, at most as many as
[Workers] says. Close waits for reads that are under way.
*/
package npz
