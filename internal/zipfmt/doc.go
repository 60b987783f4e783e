// Package zipfmt reads and writes the records of a zip archive: the end record, the directory, the headers before the members, and the indexes
// of compressed members in which one can seek. It knows bytes and numbers: it compresses nothing, opens no files, and knows no arrays.
//
//	d, err := zipfmt.ReadDirectory(ra, size, 1<<20)    // the members, in the directory's order
//	err = d.Entries[0].Check()                         // can it be read at all?
//	at, err := d.Entries[0].DataOffset(ra)             // its CompressedSize bytes start here
//
//	e, err := zipfmt.NewEntry("a.npy")                 // then CRC, Size, CompressedSize, Method
//	b = zipfmt.AppendLocal(b, &e, at, 64)              // and the data; then e.Offset = at
//	b = zipfmt.AppendCentral(b, &e)                    // once for each member
//	b = zipfmt.AppendEnd(b, count, offset, size)
//
// # The archive
//
// All numbers are little-endian. The members come first, each a local header and its data; then the directory, an entry for each member; then
// the end record. A field of the extra data is a u16 id, a u16 size, and so many bytes.
//
//	local header           directory entry            end record              ZIP64 end record        ZIP64 locator
//	 0  4  "PK\3\4"         0  4  "PK\1\2"            0  4  "PK\5\6"          0  4  "PK\6\6"          0  4  "PK\6\7"
//	                        4  2  version made by                             4  8  bytes behind it
//	 4  2  version needed   6  2  version needed                             12  2  version made by
//	                                                                         14  2  version needed
//	 6  2  flags            8  2  flags               4  2  this disk        16  4  this disk         4  4  the disk and
//	 8  2  method          10  2  method              6  2  directory's disk 20  4  directory's disk  8  8  offset of the
//	10  2  time            12  2  time                8  2  entries here     24  8  entries here            ZIP64 end record
//	12  2  date            14  2  date               10  2  entries          32  8  entries          16  4  number of disks
//	14  4  CRC-32          16  4  CRC-32             12  4  directory's size 40  8  directory's size
//	18  4  compressed      20  4  compressed         16  4  its offset       48  8  its offset
//	22  4  size            24  4  size               20  2  comment's length 56     reserved
//	26  2  name's length   28  2  name's length      22     comment
//	28  2  extra's length  30  2  extra's length
//	30     name, extra     32  2  comment's length
//	                       34  2  disk
//	                       36  2  internal attributes
//	                       38  4  external attributes
//	                       42  4  offset of the local header
//	                       46     name, extra, comment
//
// A size or offset of a directory entry that is 0xFFFFFFFF stands in the extra field 0x0001 (ZIP64) as 8 bytes, in the order size, compressed,
// offset; the field of a local header has both sizes. In the same way the ZIP64 end record replaces numbers of the end record.
//
// # The index of a compressed member
//
// Blocks of a member that were deflated for themselves, each ended by an empty stored block (a sync flush), make one ordinary deflate stream
// together. The last block ends the stream. The blocks but the last inflate to the same number of bytes, so a list of their compressed sizes is enough to seek.
// It stands in the extra data of the directory entry, where other programs keep it and do not mind it:
//
//	offset  bytes   what
//	0       2       the id 0x7A6E
//	2       2       the size of what follows
//	4       1       the version, 1
//	5       1       k: a block inflates to 1<<k bytes, 10 <= k <= 40
//	6       n*(w+4) for each of n <= 4096 blocks: its compressed size in w bytes, and the CRC-32 of its inflated bytes;
//	                w is 4, and 8 if k > 30
//	        4       the CRC-32 of the bytes from 4 to here
//
// # SOZip
//
// A "seek-optimized zip" (SOZip 0.5.0) has such blocks too. Its index is the data of a stored member with the name ".NAME.sozip.idx" beside NAME,
// right behind the member, with a local header and without a directory entry:
//
//	offset  bytes   what
//	0       4       the version, 1
//	4       4       s: bytes to skip
//	8       4       the block size c
//	12      4       the size w of an offset: 4 or 8
//	16      8       the size of the member
//	24      8       its compressed size
//	32+s    n*w     the offsets in the compressed data of all blocks but the first: n = (size-1)/c, rounded down
//
// SOZip has no check sums, but leaves the bytes to skip to whoever writes them. Here they hold the CRC-32 of each block, so that a part of a member
// can be checked; s is 4+4*(n+1) then:
//
//	32      4       "nzC\x01"
//	36      4*(n+1) the CRC-32 of each block's inflated bytes
//
// Bytes to skip that are anything else are skipped.
package zipfmt
