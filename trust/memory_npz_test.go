package trust

import (
	"bytes"
	"errors"
	"io"
	"os"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
	"github.com/npygo/npygo/npz/sparse"
)

// guarded is how a server opens an archive that a stranger sent.
func guarded() []npz.Option {
	return []npz.Option{npz.MaxMemberBytes(memoryLimit), npz.Arrays(npy.MaxBytes(memoryLimit), npy.MaxHeader(memoryHeader))}
}

func guardedAll() []npz.Option {
	return append(guarded(), npz.MaxTotalBytes(memoryLimit), npz.MaxMembers(1000))
}

func openRoads() []memoryCall {
	opened := func(open func(in *input) (*npz.Reader, error)) func(in *input) error {
		return func(in *input) error {
			r, err := open(in)
			if err != nil {
				return err
			}
			names := r.Names()
			if len(names) != len(r.Members()) {
				return errors.New("")
			}
			for _, name := range names {
				if !r.Has(name) {
					return errors.New("")
				}
			}
			return r.Close()
		}
	}
	return []memoryCall{
		{"Open", opened(func(in *input) (*npz.Reader, error) { return npz.Open(in.path) })},
		{"OpenBytes", opened(func(in *input) (*npz.Reader, error) { return npz.OpenBytes(in.bytes) })},
		{"NewReader", opened(func(in *input) (*npz.Reader, error) {
			return npz.NewReader(bytes.NewReader(in.bytes), int64(len(in.bytes)))
		})},
		{"ReadFrom", opened(func(in *input) (*npz.Reader, error) { return npz.ReadFrom(in.stream()) })},
		{"ReadFrom, to a file", opened(func(in *input) (*npz.Reader, error) { return npz.ReadFrom(in.stream(), npz.InMemory(1<<10)) })},
		{"Open beside its journal", opened(func(in *input) (*npz.Reader, error) {
			name, err := in.writeTwice()
			if err != nil {
				return nil, err
			}
			return npz.Open(name)
		})},
	}
}

// writeTwice is write, with the input as the journal as well.
func (in *input) writeTwice() (string, error) {
	name, err := in.write()
	if err != nil {
		return "", err
	}
	return name, os.WriteFile(name+".journal", in.bytes, 0o600)
}

// withMember does something with the first member and with the last, in an archive in memory, and in one that is read piece by piece.
func withMember(name string, do func(r *npz.Reader, name string) error) []memoryCall {
	call := func(open func(in *input) (*npz.Reader, error)) func(in *input) error {
		return func(in *input) error {
			r, err := open(in)
			if err != nil {
				return err
			}
			defer r.Close()
			m := r.Members()
			if len(m) == 0 {
				return nil
			}
			if err := do(r, m[0].FullName); len(m) == 1 {
				return err
			}
			return do(r, m[len(m)-1].FullName)
		}
	}
	return []memoryCall{
		{name, call(func(in *input) (*npz.Reader, error) { return npz.OpenBytes(in.bytes, guarded()...) })},
		{name + " by ReadAt", call(func(in *input) (*npz.Reader, error) {
			return npz.NewReader(bytes.NewReader(in.bytes), int64(len(in.bytes)), guarded()...)
		})},
	}
}

func memberRoads() (calls []memoryCall) {
	for name, do := range map[string]func(r *npz.Reader, name string) error{
		"npz.Header":        func(r *npz.Reader, name string) error { _, err := r.Header(name); return err },
		"npz.Read[float64]": func(r *npz.Reader, name string) error { _, err := npz.Read[float64](r, name); return err },
		"npz.Read[uint8]":   func(r *npz.Reader, name string) error { _, err := npz.Read[uint8](r, name); return err },
		"npz.ReadAny":       func(r *npz.Reader, name string) error { _, err := npz.ReadAny(r, name); return err },
		"npz.ReadRaw":       func(r *npz.Reader, name string) error { _, err := npz.ReadRaw(r, name); return err },
		"npz.View[uint8]":   func(r *npz.Reader, name string) error { _, err := npz.View[uint8](r, name); return err },
		"npz.Bytes":         func(r *npz.Reader, name string) error { _, err := r.Bytes(name); return err },
	} {
		calls = append(calls, withMember(name, do)...)
	}
	return calls
}

func streamRoads() (calls []memoryCall) {
	for name, do := range map[string]func(r *npz.Reader, name string) error{
		"npz.ReadRows, the first": func(r *npz.Reader, name string) error { _, err := npz.ReadRows[uint8](r, name, 0, 1); return err },
		"npz.File, ReadRows, the last": func(r *npz.Reader, name string) error {
			f, err := r.File(name)
			if err != nil {
				return err
			}
			shape := f.Header().Shape
			if len(shape) == 0 || shape[0] == 0 {
				return nil
			}
			_, err = npy.ReadRows[uint8](f, shape[0]-1, shape[0])
			return err
		},
		"npz.ReaderAt": func(r *npz.Reader, name string) error {
			ra, size, err := r.ReaderAt(name)
			if err != nil {
				return err
			}
			var b [64]byte
			_, errFirst := ra.ReadAt(b[:], 0)
			_, errLast := ra.ReadAt(b[:], size/2)
			return errors.Join(errFirst, errLast)
		},
		"npz.Stream": func(r *npz.Reader, name string) error {
			s, err := r.Stream(name)
			if err != nil {
				return err
			}
			_, err = io.Copy(io.Discard, s)
			return errors.Join(err, s.Close())
		},
		"npz.Verify": func(r *npz.Reader, name string) error { return r.Verify(name) },
	} {
		calls = append(calls, withMember(name, do)...)
	}
	return calls
}

func allRoads() []memoryCall {
	return []memoryCall{
		{"npz.Load", func(in *input) error { _, err := npz.Load(in.path, guardedAll()...); return err }},
		{"ReadAll", func(in *input) error {
			r, err := npz.ReadFrom(in.stream(), guardedAll()...)
			if err != nil {
				return err
			}
			_, err = r.ReadAll()
			return errors.Join(err, r.Close())
		}},
		{"Verify", func(in *input) error {
			r, err := npz.OpenBytes(in.bytes, guardedAll()...)
			if err != nil {
				return err
			}
			return errors.Join(r.Verify(), r.Close())
		}},
	}
}

func archiveChangeRoads() []memoryCall {
	few := map[string]npy.AnyArray{"new": npy.Array[float64]{Data: []float64{1, 2}}}
	changing := func(write func(*input) (string, error), do func(name string) error) func(in *input) error {
		return func(in *input) error {
			name, err := write(in)
			if err != nil {
				return err
			}
			return do(name)
		}
	}
	return []memoryCall{
		{"npz.AppendFile", changing((*input).write, func(name string) error { return npz.AppendFile(name, few) })},
		{"npz.AppendFile, in place", changing((*input).write, func(name string) error { return npz.AppendFile(name, few, npz.InPlace()) })},
		{"npz.Recover", changing((*input).writeTwice, npz.Recover)},
	}
}

func sparseRoads() []memoryCall {
	opened := func(do func(r *npz.Reader) error) func(in *input) error {
		return func(in *input) error {
			r, err := npz.OpenBytes(in.bytes, guardedAll()...)
			if err != nil {
				return err
			}
			return errors.Join(do(r), r.Close())
		}
	}
	return []memoryCall{
		{"sparse.Peek", opened(func(r *npz.Reader) error { _, err := sparse.Peek(r); return err })},
		{"sparse.Read[float64]", opened(func(r *npz.Reader) error { _, err := sparse.Read[sparse.Matrix[float64]](r); return err })},
		{"sparse.Read, cast", opened(func(r *npz.Reader) error {
			_, err := sparse.Read[sparse.Matrix[float32]](r, npy.Cast(npy.Unsafe))
			return err
		})},
		{"sparse, CSR", opened(func(r *npz.Reader) error {
			m, err := sparse.Read[sparse.Matrix[float64]](r, npy.Cast(npy.Unsafe))
			if err == nil {
				_, err = m.CSR(memoryLimit)
			}
			return err
		})},
		{"sparse, Dense", opened(func(r *npz.Reader) error {
			m, err := sparse.Read[sparse.Matrix[float64]](r, npy.Cast(npy.Unsafe))
			if err == nil {
				_, err = m.Dense(memoryLimit)
			}
			return err
		})},
	}
}
