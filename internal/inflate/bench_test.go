package inflate

import (
	"bytes"
	stdflate "compress/flate"
	"fmt"
	"io"
	"testing"

	"github.com/klauspost/compress/flate"
)

// BenchmarkInflate has 4 MiB of each kind of array, as compress/flate deflates
// them at level 6, much like zlib; Block in pieces of 256 KiB as a
// seekable archive has them; Reader by 1 MiB, from an io.Reader.
func BenchmarkInflate(b *testing.B) {
	const size, piece = 4 << 20, 256 << 10
	for _, k := range kinds {
		raw := k.make(size)
		z := level6(raw).z
		cut := pieces(raw, piece)
		dst := make([]byte, size)
		in := bytes.NewReader(nil)
		theirs := flate.NewReader(nil)
		read := func(r io.Reader, by int) (err error) {
			for at := 0; at < size && err == nil; at += by {
				_, err = io.ReadFull(r, dst[at:at+by])
			}
			return err
		}
		for _, road := range []struct {
			name string
			f    func() error
		}{
			{"Full", func() error { return Full(dst, z) }},
			{"klauspost", func() error {
				in.Reset(z)
				theirs.(flate.Resetter).Reset(in, nil)
				return read(theirs, size)
			}},
			{"std", func() error {
				in.Reset(z)
				oracle.(stdflate.Resetter).Reset(in, nil)
				return read(oracle, size)
			}},
			{"Reader", func() error {
				in.Reset(z)
				reader.Reset(in)
				return read(&reader, 1<<20)
			}},
			{"Reader by 4 KiB", func() error {
				in.Reset(z)
				reader.Reset(in)
				return read(&reader, 4<<10)
			}},
			{"Block", func() error {
				for i, z := range cut {
					if err := Block(dst[i*piece:(i+1)*piece], z, i == len(cut)-1); err != nil {
						return err
					}
				}
				return nil
			}},
		} {
			b.Run(k.name+"/"+road.name, func(b *testing.B) {
				b.SetBytes(size)
				b.ReportAllocs()
				for b.Loop() {
					if err := road.f(); err != nil {
						b.Fatal(err)
					}
				}
				if !bytes.Equal(dst, raw) {
					b.Fatal("other output")
				}
			})
		}
	}
}

// BenchmarkShort has what an archive of small arrays costs.
func BenchmarkShort(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		s := level6(kinds[1].make(n))
		dst := make([]byte, n)
		in := bytes.NewReader(nil)
		theirs := flate.NewReader(nil)
		for _, road := range []struct {
			name string
			f    func() error
		}{
			{"Full", func() error { return Full(dst, s.z) }},
			{"klauspost", func() error {
				in.Reset(s.z)
				theirs.(flate.Resetter).Reset(in, nil)
				_, err := io.ReadFull(theirs, dst)
				return err
			}},
		} {
			b.Run(fmt.Sprintf("%d/%s", n, road.name), func(b *testing.B) {
				b.SetBytes(int64(n))
				b.ReportAllocs()
				for b.Loop() {
					if err := road.f(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
