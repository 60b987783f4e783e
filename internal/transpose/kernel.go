package transpose

// width is the columns that are copied at once: of float64, a cache line of dst
// is written as a whole.
const width = 8

// reverseTile copies a tile: dst[rows[i]+j] = src[cols[j]+i].
func reverseTile[T any](dst, src []T, rows, cols []int) {
	if len(rows) < width {
		reverseRows(dst, src, rows, cols)
		return
	}
	j := 0
	for ; j+width <= len(cols); j += width {
		reverseColumns(dst[j:], src, rows, (*[width]int)(cols[j:]))
	}
	for ; j < len(cols); j++ {
		reverseColumn(dst[j:], src[cols[j]:], rows)
	}
}

// reverseColumns has the hot loop: eight runs of src, read side by side, fill
// eight neighbours of dst in each row. All runs have the length of rows, which
// the compiler sees, so only the place in dst is checked, once for the eight.
func reverseColumns[T any](dst, src []T, rows []int, cols *[width]int) {
	n := len(rows)
	s0, s1, s2, s3 := src[cols[0]:][:n], src[cols[1]:][:n], src[cols[2]:][:n], src[cols[3]:][:n]
	s4, s5, s6, s7 := src[cols[4]:][:n], src[cols[5]:][:n], src[cols[6]:][:n], src[cols[7]:][:n]
	for i, r := range rows {
		d := (*[width]T)(dst[r:])
		d[0], d[1], d[2], d[3] = s0[i], s1[i], s2[i], s3[i]
		d[4], d[5], d[6], d[7] = s4[i], s5[i], s6[i], s7[i]
	}
}

// reverseColumn is the same for one of the last columns.
func reverseColumn[T any](dst, src []T, rows []int) {
	src = src[:len(rows)]
	for i, r := range rows {
		dst[r] = src[i]
	}
}

// reverseRows is for few rows, where setting up reverseColumns would not pay.
func reverseRows[T any](dst, src []T, rows, cols []int) {
	for i, r := range rows {
		d, s := dst[r:][:len(cols)], src[i:]
		for j, c := range cols {
			d[j] = s[c]
		}
	}
}
