package cast

// Records is the memory of a slice whose elements are structs that may hold
// pointers, for reaching fields by their offset. It keeps the slice alive. The
// zero Records has no memory.
type Records struct{ memory }

// RecordsOf is the memory of s, shared with s. It is ok in every build that has
// unsafe. T may be of any type.
func RecordsOf[T any](s []T) (r Records, ok bool) { return recordsOf(s) }

// Bytes is the memory, in the byte order of this machine. The caller touches
// only bytes of fields that hold no pointers: writing over a pointer here would
// go past the garbage collector, and padding holds anything.
func (r Records) Bytes() []byte { return r.bytes() }

// Place is the F that begins at byte at of r. The caller knows that a field of
// type F (or of a type over the same type) lies there, as reflection tells the
// offsets of fields. It panics when F does not fit into r, or may not begin
// there.
func Place[F any](r Records, at int) *F { return place[F](r.memory, at) }
