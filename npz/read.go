package npz

import (
	"io"
	"math"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// Read reads the array of that name, as npy.Read does, straight into fresh
// memory: stored members with large reads, compressed ones on all cores if they
// have an index, as those that this package writes.
//
// The member is read to its end and compared with its CRC-32, whatever follows
// the array in it. With an error the Array is zero. An error about the archive
// is of kind ErrArchive, one about the array is npy.Read's, with the member's
// name; a member that is no array gives header.ErrMagic, and Bytes reads it.
//
// Options: as for npy.Read.
func Read[T any](r *Reader, name string, opts ...npy.Option) (npy.Array[T], error) {
	var a npy.Array[T]
	err := r.read(name, func(s io.Reader) (err error) {
		a, err = npy.Read[T](s, r.o.with(opts)...)
		return err
	})
	if err != nil {
		return npy.Array[T]{}, err
	}
	return a, nil
}

// ReadInto is Read into a's memory, as far as it reaches. With an error a is
// empty, of shape (0,), and its memory stays for the next call.
func ReadInto[T any](r *Reader, name string, a *npy.Array[T], opts ...npy.Option) error {
	err := r.read(name, func(s io.Reader) error { return npy.ReadInto(s, a, r.o.with(opts)...) })
	if err != nil {
		*a = npy.Array[T]{Data: a.Data[:0], Shape: append(a.Shape[:0], 0)}
	}
	return err
}

// ReadAny is Read for a dtype that is not known when compiling: see npy.ReadAny.
func ReadAny(r *Reader, name string, opts ...npy.Option) (npy.AnyArray, error) {
	var a npy.AnyArray
	err := r.read(name, func(s io.Reader) (err error) {
		a, err = npy.ReadAny(s, r.o.with(opts)...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// ReadRaw is Read for the elements as they are in the file: see npy.ReadRaw.
func ReadRaw(r *Reader, name string, opts ...npy.Option) (npy.Raw, error) {
	var a npy.Raw
	err := r.read(name, func(s io.Reader) (err error) {
		a, err = npy.ReadRaw(s, r.o.with(opts)...)
		return err
	})
	if err != nil {
		return npy.Raw{}, err
	}
	return a, nil
}

// read is where all roads of reading a whole member meet: take reads the array,
// and what it returned counts only if the member is sound to its end.
func (r *Reader) read(name string, take func(io.Reader) error) error {
	done, err := r.use()
	if err != nil {
		return err
	}
	defer done()
	e, err := r.entry(name)
	if err != nil {
		return err
	}
	if err := r.allowed(e); err != nil {
		return err
	}
	m, err := r.whole(e)
	if err != nil {
		return err
	}
	s := m.stream()
	defer s.free()
	return s.judge(take(s.reader()))
}

// Bytes reads the member of that name as it is, inflated: for those that are no
// arrays, which np.load gives as bytes, too.
func (r *Reader) Bytes(name string) ([]byte, error) {
	var b []byte
	err := r.read(name, func(s io.Reader) (err error) {
		if sized, ok := s.(sizedStream); ok && sized.left <= math.MaxInt {
			b = make([]byte, sized.left)
			_, err = io.ReadFull(s, b)
			return err
		}
		b, err = io.ReadAll(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// Header reads the header of that array and nothing else: the member's checksum
// is not judged. A member that is no array gives header.ErrMagic.
//
// Options: header.MaxHeader.
func (r *Reader) Header(name string, opts ...header.Option) (header.Header, error) {
	done, err := r.use()
	if err != nil {
		return header.Header{}, err
	}
	defer done()
	m, err := r.member(name)
	if err != nil {
		return header.Header{}, err
	}
	m.index = nil // the first bytes alone, and not a block
	s := m.stream()
	defer s.free()
	h, err := header.Read(s, opts...)
	if s.err != nil && s.err != io.EOF {
		return header.Header{}, s.err
	}
	if err != nil {
		return header.Header{}, inMember(err, m)
	}
	return h, nil
}
