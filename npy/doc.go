/*
Package npy reads and writes arrays in NumPy's .npy format: one array in, one
array out.

	a, err := npy.ReadFile[float64]("temperature.npy")  // a.Data []float64, a.Shape []int
	err = npy.WriteFile("celsius.npy", a)                // np.load reads it

# Which function

	                  from a reader    from a file          from bytes
	copy              Read, ReadInto   ReadFile             UnmarshalBinary
	share memory                       Map                  View
	dtype unknown     ReadAny,         ReadFileAny          (As, Field of a Raw)
	                  ReadRaw
	a part            Chunks           Open with ReadRows,
	                                   ReadSlice, Ranges
	write             Write, WriteTo   WriteFile,           MarshalBinary,
	                                   WriteFileAny         AppendBinary
	make in place                      CreateMap
	grow                               Create, AppendFile,
	                                   Repair after a crash
	as JSON                                                 Nested, Base64

What copies has the plain name. What View and Map return is the caller's bytes,
or the file, under another type.

# Which Go type

	bool                              |b1
	int8 int16 int32 int64            |i1 <i2 <i4 <i8
	uint8 uint16 uint32 uint64        |u1 <u2 <u4 <u8
	int uint                          <i8 <u8 (<i4 <u4 on 32-bit machines)
	float32 float64                   <f4 <f8
	complex64 complex128              <c8 <c16
	Float16                           <f2
	BFloat16                          <V2, as ml_dtypes writes its bfloat16
	Float8                            |V1, ml_dtypes' eight-bit floats
	string                            <U5 (text), |S5 (bytes)
	[]byte                            |S5, |V5
	Datetime64 Timedelta64            <M8[ns] <m8[s]: the counts; the unit stays with the Array
	time.Time time.Duration           <M8[...] <m8[...], if exactly that
	a struct                          a structured dtype: by npy:"name" tags or the Go names

and named types over Go's own (type Celsius float64). Files in big-endian byte
order ('>f8') are read the same way. The type must be the one that the file
has: nothing is converted behind the caller's back, and the error, a
*[DTypeError], names the type that fits. With [Cast] numbers are converted, by
NumPy's rules; C's long doubles ('<f16') need it. Every dtype that NumPy can
save, Python objects apart, is read as a [Raw] by [ReadRaw].

# Shape and order

The elements lie in Data in the order of the file. Usually that is C order, the
last axis fastest; an array that was saved in Fortran order has FortranOrder set
and the first axis fastest. [Array.At] and [Array.Strides] know about it, and
[Array.RowMajor] gives C order whatever it was.

# Parts

A [File] reads only the bytes of the rows or slices that are asked for, by many
goroutines at once, from a file or any io.ReaderAt. [Chunks] goes through an
array of any size in one buffer. [AppendFile] adds rows in place: a crash at any
byte leaves the old array or the new one.

# Hostile input

A header is a rumour. Sizes are multiplied with care, compared with the bytes
that the source is known to have, and where nobody knows how many there are,
memory grows with those that arrive. Pickled objects are refused
(header.ErrObject), always. No input makes these functions panic. [MaxBytes] and
[MaxHeader] set limits of the caller's own. One thing is left to the caller: a
shape with a zero in it has no elements, whatever its other axes say, so look at
Len before you allocate by an axis.

Every error about the input is a *[header.Error], which tells the file, the
byte, and what is wrong, and it is of one kind, for errors.Is: header.ErrMagic,
ErrVersion, ErrHeader, ErrDType, ErrShape, ErrTruncated, ErrObject, ErrLimit, or
one of this package's [ErrNoView] and [ErrValue] (an element that its Go type
cannot hold, such as a time out of range).

# Concurrency

All functions may be called concurrently. An Array may be read concurrently, as
a slice may.
*/
package npy
