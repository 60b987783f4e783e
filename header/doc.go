// Package header reads and writes what a .npy file says about its array: version, dtype, order and shape. It knows text and bytes, and no Go
// values; package npy reads the values.
//
//	h, n, err := header.Parse(b)           // b[n:] is the payload
//	h, err := header.Read(r)               // the payload comes next from r
//	b, err = h.AppendBinary(b)             // the bytes that NumPy would write
//	d, err := header.ParseDType("<f8")     // h.DType.String() is "<f8" again
//
// # The file
//
//	offset  bytes   what
//	0       6       the magic string: 0x93 and "NUMPY"
//	6       1       the major version: 1, 2 or 3
//	7       1       the minor version: 0
//	8       2 or 4  n, the length of the text, little-endian: 2 bytes in version 1.0, 4 in 2.0 and 3.0
//	10, 12  n       the text: a Python dict, in latin-1 (1.0, 2.0) or UTF-8 (3.0)
//	10+n..          the payload: Count elements of ItemSize bytes each, and nothing between or behind them
//
// NumPy writes the text like this, with blanks up to a newline, so that the payload starts at a multiple of 64:
//
//	{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
//
// The descr is the dtype. It is a word, made of a byte order, a kind, a size, and for times a unit: |b1 <i4 >f8 <c16 |S5 <U3 |V8 <M8[ns].
// A size is in bytes, except that a U counts characters of four bytes. Or it is a list of fields, which makes the dtype a struct:
// tuples of a name, a descr, and perhaps a shape. A nameless field of kind V, or with a shape, is padding. In place of its name a field can have a pair of a
// title and a name.
//
// The shape has at most 64 dimensions. The shape () is that of a single element; a dimension of 0 means that there is none. With
// fortran_order the elements stand in column-major order.
//
// # What is read
//
// All that NumPy 2 reads. Programs other than NumPy write headers as well, so the text can be any literal that Python accepts (see
// internal/pylit for all that this means), the keys can have any order, and a dtype any of its many names. What NumPy writes takes a fast road
// that allocates nothing; the general road gives the same for it.
//
// Little beyond that: what older versions of NumPy read (the L behind Python 2's numbers, the names bool8 and a5, blanks behind the last
// newline), and what programs write that no NumPy reads although it is clear: metadata of NumPy before 1.25 in place of a field's shape, a dict, which
// is dropped; NumPy integers such as np.int64(3) in the shape, by open_memmap of NumPy 2; and the dtypes 'bfloat16' and '<f1' of ml_dtypes, for which
// DType.Foreign is true. Object dtypes are parsed, so that such a header can be shown; their payload is a pickle, which nothing here reads.
//
// A word without a byte order is little-endian, and the words whose size depends on the machine, like 'l' and 'longdouble', have that of
// 64-bit Linux: a file means the same on every machine. NumPy takes the order and sizes of the machine that reads.
//
// # What is refused
//
// Each error is an *Error: it tells the kind, the byte, the field, and what is wrong. Refused are, besides all that NumPy refuses:
//
//   - text longer than MaxHeader, before it is read; NumPy's own limit counts characters, not bytes;
//   - in strings, characters by their Unicode names: '\N{BULLET}';
//   - a dict, a byte string or a set of several in place of the list of fields, and a string in place of a field: NumPy takes their items;
//   - a dtype, or nothing, in place of a field's shape, which NumPy ignores if its size is right;
//   - a subarray of elements that have no bytes, other than structs;
//   - the word 'T', for strings whose payload would be a pickle, and words that are one control character, which NumPy takes for its internal numbers;
//   - units of time that NumPy computes with an overflow, as M8[2147483647M/10], or finds
//     behind its own table, as M8[W/11];
//   - a form feed and blanks before the dict on its first line;
//   - shapes whose dimensions, but for zeros, have a product or a size in bytes beyond 63 bits, which NumPy lets wrap around when there is no payload;
//   - a byte order behind the last comma of a string of dtypes, and nothing else: 'f8,<';
//   - strings of more than 4096 dtypes with commas between them.
package header
