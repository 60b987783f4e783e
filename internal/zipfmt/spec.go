package zipfmt

// The records and their sizes without what varies, from PKWARE's APPNOTE.TXT 6.3.9, sections 4.3.7 to 4.3.16.
const (
	sigLocal   = 0x04034b50
	sigCentral = 0x02014b50
	sigEnd     = 0x06054b50
	sigEnd64   = 0x06064b50
	sigLocator = 0x07064b50

	localSize   = 30
	centralSize = 46
	endSize     = 22
	end64Size   = 56
	locatorSize = 20

	max16 = 0xFFFF     // in a count or a length: see ZIP64
	max32 = 0xFFFFFFFF // in a size or an offset: see ZIP64
)

// Flags of a member (section 4.4.4).
const (
	flagEncrypted  = 0x0001
	flagDescriptor = 0x0008 // sizes and CRC behind the data, where the writer could not seek back
	flagPatch      = 0x0020 // the data are a patch
	flagStrong     = 0x0040 // strong encryption
	flagUTF8       = 0x0800 // the name is UTF-8
	flagMasked     = 0x2000 // the directory is encrypted, and the local header masked
)

// The methods that NumPy writes.
const (
	Stored  = 0
	Deflate = 8
)

// Fields of the extra data.
const (
	idZip64   = 0x0001
	idAlign   = 0xD935 // Android's zipalign: u16 alignment, zeros
	idUnicode = 0x7075 // Info-ZIP: u8 version 1, u32 CRC of the name, the name in UTF-8
	// IndexID is the field that holds an Index. It is not on PKWARE's list of ids (APPNOTE.TXT 4.5.2 and 4.6.1).
	IndexID = 0x7A6E
)

// versions of the format that a reader has to know (section 4.4.3)
const (
	versionDeflate = 20
	versionZip64   = 45
)

// maxExpand bounds what n deflated bytes can inflate to: a match of 258 bytes takes two bits at least.
func maxExpand(n int64) int64 {
	const most = (1<<63 - 1 - 64) / 1032
	if n > most {
		return 1<<63 - 1
	}
	return 1032*n + 64
}
