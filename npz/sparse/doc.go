/*
Package sparse reads and writes the sparse matrices that scipy.sparse.save_npz
puts into .npz files.

	m, err := sparse.ReadFile[sparse.CSR[float32]]("features.npz")
	for i := range m.Rows() {
		columns, values := m.Row(i)
		...
	}
	err = sparse.WriteFile("out.npz", m)

# Formats

A matrix is one of five structs, named as in SciPy. Their fields are what the
file holds, and may be filled in by hand:

	CSR   IndPtr, Indices, Data     row after row: of each element the column
	CSC   IndPtr, Indices, Data     column after column: of each element the row
	COO   Coords, Data              of each element its place; any number of axes
	BSR   IndPtr, Indices, Data     as CSR, but the elements are blocks
	DIA   Offsets, Data             diagonals

	    ┌───────────┐     CSR   IndPtr   0       2   2       4
	    │ 5 · · 7 · │           Indices  0   3       1   4
	    │ · · · · · │           Data     5   7       8   9
	    │ · 8 · · 9 │
	    └───────────┘     row i is IndPtr[i] to IndPtr[i+1] of Indices and Data

[Read] takes the struct as its type argument, or Matrix[T] for whatever the file
holds; every format becomes CSR with its method CSR, and an ordinary array with
Dense. [Peek] tells format, shape and dtype without reading elements.

As in SciPy a place may be stored more than once, in any order, and its elements
then add up; bools are joined by "or". Zeros may be stored.

# Files

An archive of save_npz has these members, in this order:

	indices, indptr    csr, csc, bsr: int32 or int64, one axis each
	offsets            dia
	row, col           coo of two axes
	coords             coo of other shapes: one row for each axis
	format             the name, as bytes: |S3
	shape              int64
	data               one axis; bsr: (blocks, rows, columns); dia: (diagonals, width)
	_is_array          true, if it is csr_array and not csr_matrix, and so on

Written files have the same names, order, headers and elements as SciPy 1.17
writes them, and are compressed, as save_npz does it by default. Indices are
int32, unless an axis is longer than that can count, there are more than two
axes, or Wide asks for int64.
Read are also text as format (SciPy before 1.0), integers of any width and byte
order, coords with two axes, and members in any order.

# Checks

Reading checks that the arrays fit together and that every index is within the
shape, so that nothing that is done with a matrix afterwards can run out of
range, whatever the file said; it costs a fraction of reading. [Matrix.Validate]
checks a matrix that was made by hand; [Write] calls it.

A shape costs nothing: a file of a kilobyte may have 2^60 rows. What makes
memory of it, CSR and Dense, takes the number of bytes that the result may have.

Errors are *header.Error, of kind [ErrFormat] or [ErrMatrix], or what npz.Read
gives for a member.
*/
package sparse
