package npz

import (
	"fmt"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
)

// View returns the array of that name without copying it: Data is the archive's
// own memory, read-only, and valid until Close. Writing to it kills the program where the
// archive is mapped.
//
// That is possible for members that are stored (not compressed), in an
// archive that Open mapped, or that is in memory by OpenBytes or ReadFrom, and under the
// conditions of npy.View: native byte order and an address that suits T, which the
// members of this package's archives have and those that NumPy writes rarely. Otherwise the
// error wraps npy.ErrNoView and says why, and Read copies.
//
// The checksum is not judged, since that takes reading every byte: see Verify.
//
// Options: MaxBytes, MaxHeader.
func View[T any](r *Reader, name string, opts ...npy.Option) (npy.Array[T], error) {
	done, err := r.use()
	if err != nil {
		return npy.Array[T]{}, err
	}
	defer done()
	m, err := r.member(name)
	if err != nil {
		return npy.Array[T]{}, err
	}
	b, err := m.memory()
	if err != nil {
		return npy.Array[T]{}, err
	}
	a, err := npy.View[T](b, r.o.with(opts)...)
	if err != nil {
		return npy.Array[T]{}, inMember(err, m)
	}
	return a, nil
}

// memory is the member's bytes where they are.
func (m member) memory() ([]byte, error) {
	why := "the archive is not in memory: Open maps it"
	if m.e.Method != zipfmt.Stored {
		why = fmt.Sprintf("its %d bytes are deflated to %d", m.e.Size, m.e.CompressedSize)
	} else if memory := m.r.src.memory; memory != nil {
		return memory[m.start : m.start+m.e.Size : m.start+m.e.Size], nil
	}
	return nil, &header.Error{Kind: npy.ErrNoView, Name: label(m.r.name, m.e.Name), Offset: -1, Detail: why + "; Read copies them"}
}
