package trust

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"strings"
	"testing"

	"github.com/npygo/npygo/internal/zipfmt"
)

// zipped is an archive in the making, which may say what is not so.
type zipped struct {
	b       []byte
	entries []zipfmt.Entry
}

// add puts a stored member in; lie, if there is one, changes what is said of it.
func (z *zipped) add(t *testing.T, name string, data []byte, lie func(e *zipfmt.Entry)) {
	t.Helper()
	size := int64(len(data))
	e := zipfmt.Entry{Name: name, Raw: name, Size: size, CompressedSize: size, CRC: crc32.ChecksumIEEE(data), Offset: int64(len(z.b))}
	if lie != nil {
		lie(&e)
	}
	z.b = append(zipfmt.AppendLocal(z.b, &e, int64(len(z.b)), 0), data...)
	z.entries = append(z.entries, e)
}

func (z *zipped) end() []byte {
	at := int64(len(z.b))
	for i := range z.entries {
		z.b = zipfmt.AppendCentral(z.b, &z.entries[i])
	}
	return zipfmt.AppendEnd(z.b, len(z.entries), at, int64(len(z.b))-at)
}

// alone is an archive of one member.
func alone(t *testing.T, name string, data []byte, lie func(e *zipfmt.Entry)) []byte {
	t.Helper()
	var z zipped
	z.add(t, name, data, lie)
	return z.end()
}

// deflated is what says that a member is.
func deflated(size int64, crc uint32) func(e *zipfmt.Entry) {
	return func(e *zipfmt.Entry) { e.Method, e.Size, e.CRC = zipfmt.Deflate, size, crc }
}

func squeezed(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var number = described("'<f8'", "(1,)", make([]byte, 8)...)

func archiveAttacks() []attack {
	made := func(name string, fill func(t *testing.T, z *zipped)) attack {
		return attack{name, func(t *testing.T) []byte {
			var z zipped
			fill(t, &z)
			return z.end()
		}}
	}
	times := func(name string, n int, member func(i int) (string, []byte)) attack {
		return made(name, func(t *testing.T, z *zipped) {
			for i := range n {
				name, data := member(i)
				z.add(t, name, data, nil)
			}
		})
	}
	list := []attack{
		times("100,000 members", 100_000, func(i int) (string, []byte) { return fmt.Sprint(i), nil }),
		times("10,000 arrays", 10_000, func(i int) (string, []byte) { return fmt.Sprint(i) + ".npy", number }),
		times("10,000 times the same name", 10_000, func(int) (string, []byte) { return "a.npy", nil }),
		times("names that are one", 2, func(i int) (string, []byte) { return [...]string{"a", "a.npy"}[i], number }),
		times("names that escape", 8, func(i int) (string, []byte) {
			return [...]string{"../../../etc/passwd.npy", "/etc/passwd.npy", `C:\x.npy`, `..\x.npy`, "a/../../b.npy", "", ".npy",
				"CON.npy"}[i], number
		}),
		times("names of 64 KiB", 16, func(i int) (string, []byte) { return strings.Repeat(string(rune('a'+i)), math.MaxUint16), number }),
		made("overlapping entries", func(t *testing.T, z *zipped) {
			z.add(t, "a.npy", described("'|u1'", "(60000,)", make([]byte, 60_000)...), nil)
			for range 10_000 {
				z.entries = append(z.entries, z.entries[0])
			}
		}),
		made("overlapping entries of other names", func(t *testing.T, z *zipped) {
			kernel := squeezed(t, make([]byte, 1<<20))
			z.add(t, "a.npy", kernel, deflated(1<<20, 0))
			for i := range 5000 {
				e := z.entries[0]
				e.Name = fmt.Sprint(i)
				e.Raw, e.Offset = e.Name, int64(i%10)
				z.entries = append(z.entries, e)
			}
		}),
		made("comments of members", func(t *testing.T, z *zipped) {
			for i := range 16 {
				z.add(t, fmt.Sprint(i), number, func(e *zipfmt.Entry) { e.Comment = make([]byte, math.MaxUint16) })
			}
		}),
		made("extra data", func(t *testing.T, z *zipped) {
			for i := range 16 {
				z.add(t, fmt.Sprint(i), number, func(e *zipfmt.Entry) { e.Extra = bytes.Repeat([]byte{1, 9, 0, 0}, math.MaxUint16/4) })
			}
		}),
		made("names in Unicode fields", func(t *testing.T, z *zipped) {
			for i := range 16 {
				z.add(t, fmt.Sprint(i), number, func(e *zipfmt.Entry) { e.Extra = unicodeField(e.Raw, strings.Repeat("n", 60_000)) })
			}
		}),
		{"a long comment of ends", func(t *testing.T) []byte {
			b := alone(t, "a.npy", number, nil)
			comment := bytes.Repeat(b[len(b)-22:], math.MaxUint16/22)
			return append(binary.LittleEndian.AppendUint16(b[:len(b)-2], uint16(len(comment))), comment...)
		}},
		{"1 MiB behind the end", func(t *testing.T) []byte { return append(alone(t, "a.npy", number, nil), make([]byte, 1<<20)...) }},
		{"an archive in an archive", func(t *testing.T) []byte {
			b := number
			for range 100 {
				b = alone(t, "a.npz", b, nil)
			}
			return b
		}},
		{"2^32-2 members", func(t *testing.T) []byte { return withEnd(t, math.MaxUint16, 1<<32-2, 46) }},
		{"2^62 members", func(t *testing.T) []byte { return withEnd(t, 1<<62, 1<<62, 46) }},
		{"a directory of 2^62 bytes", func(t *testing.T) []byte { return withEnd(t, 1, 1, 1<<62) }},
		fixed("a journal of lies", append([]byte("NPZJRNL\x01"), bytes.Repeat([]byte{0xff, 0xff, 0xff, 0x3f}, 1000)...)),
	}
	for _, size := range []int64{1 << 31, 1 << 32, 1 << 40, 1 << 62, math.MaxInt64} {
		for _, method := range []uint16{zipfmt.Stored, zipfmt.Deflate} {
			list = append(list, attack{fmt.Sprintf("a member of %d bytes, method %d", size, method), func(t *testing.T) []byte {
				return alone(t, "a.npy", number, func(e *zipfmt.Entry) { e.Method, e.Size, e.CompressedSize = method, size, size })
			}})
		}
	}
	return append(append(list, indexAttacks()...), sparseAttacks()...)
}

// unicodeField is another name for a member.
func unicodeField(raw, name string) []byte {
	b := binary.LittleEndian.AppendUint16(nil, 0x7075)
	b = binary.LittleEndian.AppendUint16(b, uint16(5+len(name)))
	b = binary.LittleEndian.AppendUint32(append(b, 1), crc32.ChecksumIEEE([]byte(raw)))
	return append(b, name...)
}

// withEnd is an archive with a ZIP64 end record that says how many members there are, and bytes of directory.
func withEnd(t *testing.T, count, here uint64, size uint64) []byte {
	t.Helper()
	b := alone(t, "a.npy", number, nil)
	b = b[:len(b)-22]
	at := uint64(len(b))
	le := binary.LittleEndian
	b = append(le.AppendUint64(le.AppendUint32(b, 0x06064b50), 44), 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	for _, v := range []uint64{here, count, size, at - 51} {
		b = le.AppendUint64(b, v)
	}
	b = le.AppendUint32(le.AppendUint64(le.AppendUint32(le.AppendUint32(b, 0x07064b50), 0), at), 1)
	b = append(le.AppendUint32(b, 0x06054b50), 0, 0, 0, 0)
	return append(b, bytes.Repeat([]byte{0xff}, 12)...)[: len(b)+12 : len(b)+12]
}

// indexAttacks are indexes of blocks that are not so.
func indexAttacks() (list []attack) {
	const chunk = 1 << 10
	data := make([]byte, 4096*chunk)
	for name, change := range map[string]func(x *zipfmt.Index){
		"as it is":          func(*zipfmt.Index) {},
		"of wrong CRCs":     func(x *zipfmt.Index) { clear(x.CRCs) },
		"of one block":      func(x *zipfmt.Index) { x.Ends, x.CRCs = x.Ends[len(x.Ends)-1:], x.CRCs[:1] },
		"of blocks of 2^40": func(x *zipfmt.Index) { x.Chunk = 1 << 40 },
		"that is shifted":   func(x *zipfmt.Index) { x.Ends[7]++ },
	} {
		list = append(list, attack{"an index " + name, func(t *testing.T) []byte {
			array := described("'|u1'", fmt.Sprint("(", len(data), ",)"), data...)
			body, x := blocks(t, array, chunk)
			change(x)
			return alone(t, "a.npy", body, func(e *zipfmt.Entry) {
				deflated(int64(len(array)), crc32.ChecksumIEEE(array))(e)
				e.Extra = x.AppendExtra(nil)
			})
		}})
	}
	lies := binary.LittleEndian.AppendUint16(nil, zipfmt.IndexID)
	lies = append(append(binary.LittleEndian.AppendUint16(lies, 65_531), 1, 10), bytes.Repeat([]byte{1, 0, 0, 0}, 16_382)...)
	return append(list,
		attack{"an index of one block of 2^30", func(t *testing.T) []byte {
			return alone(t, "a.npy", bytes.Repeat([]byte{0xff}, 1<<20+4096), func(e *zipfmt.Entry) {
				deflated(1<<30, 0)(e)
				x := zipfmt.Index{Chunk: 1 << 30, Ends: []int64{e.CompressedSize}, CRCs: []uint32{0}}
				e.Extra = x.AppendExtra(nil)
			})
		}},
		attack{"an index of 64 KiB", func(t *testing.T) []byte {
			return alone(t, "a.npy", squeezed(t, number), func(e *zipfmt.Entry) {
				deflated(1<<20, 0)(e)
				e.CompressedSize, e.Extra = 8000, lies
			})
		}},
		attack{"SOZip of 2^62 blocks", func(t *testing.T) []byte {
			var z zipped
			body, x := blocks(t, described("'|u1'", "(100000,)", data[:100_000]...), chunk)
			z.add(t, "a.npy", body, deflated(100_128, 0))
			z.b = zipfmt.AppendSOZip(z.b, &z.entries[0], x)
			tail := z.b[int(z.entries[0].Offset)+35+len(body):]
			binary.LittleEndian.PutUint32(tail[30+len(".a.npy.sozip.idx")+8:], 1)
			return z.end()
		}})
}

// blocks deflates b, and tells where each block ends.
func blocks(t *testing.T, b []byte, chunk int) ([]byte, *zipfmt.Index) {
	t.Helper()
	x := &zipfmt.Index{Chunk: int64(chunk)}
	for x.Chunk*4096 < int64(len(b)) {
		x.Chunk *= 2
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	for len(b) > 0 {
		n := min(int(x.Chunk), len(b))
		w.Reset(&out)
		if _, err := w.Write(b[:n]); err != nil {
			t.Fatal(err)
		}
		end := w.Flush
		if n == len(b) {
			end = w.Close
		}
		if err := end(); err != nil {
			t.Fatal(err)
		}
		x.Ends, x.CRCs = append(x.Ends, int64(out.Len())), append(x.CRCs, crc32.ChecksumIEEE(b[:n]))
		b = b[n:]
	}
	return out.Bytes(), x
}
