package trust

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/npygo/npygo/internal/zipfmt"
)

// bombs are little, and much when they are inflated.
func bombs() []attack {
	const giga = 1 << 30
	list := []attack{
		{"64 KB that inflate to 64 MB", func(t *testing.T) []byte { return bomb(t, nil, 64<<20) }},
		{"1 MB that inflates to an array of 1 GB", func(t *testing.T) []byte { return bomb(t, described("'|u1'", "(1073741824,)"), giga) }},
		{"64 KB that inflate to an array of 8 bytes, and 64 MB", func(t *testing.T) []byte { return bomb(t, number, 64<<20) }},
		{"64 KB that inflate to an array of 64 MB", func(t *testing.T) []byte { return bomb(t, described("'<f8'", "(8388608,)"), 64<<20) }},
		{"500 arrays of 1 MiB in 500 KB", func(t *testing.T) []byte {
			array := described("'|u1'", "(1048000,)", make([]byte, 1_048_000)...)
			data := squeezed(t, array)
			var z zipped
			for i := range 500 {
				z.add(t, strings.Repeat("a", i), data, deflated(int64(len(array)), crc32.ChecksumIEEE(array)))
			}
			return z.end()
		}},
		{"texts of nothing in 1 KB", func(t *testing.T) []byte {
			array := described("'|S1'", "(1000000,)", make([]byte, 1_000_000)...)
			return alone(t, "a.npy", squeezed(t, array), deflated(int64(len(array)), crc32.ChecksumIEEE(array)))
		}},
		{"gzip of 1 GB", func(t *testing.T) []byte { return zeros(t, giga) }},
		{"gzip of an array of 1 GB", func(t *testing.T) []byte {
			return gzipped(t, append(described("'|u1'", "(1073741824,)"), make([]byte, 8<<20)...))
		}},
		{"gzip of gzip of 1 GB", func(t *testing.T) []byte { return gzipped(t, zeros(t, giga)) }},
		{"100,000 gzips", func(t *testing.T) []byte { return bytes.Repeat(gzipped(t, nil), 50_000) }},
		{"a gzip with a long name", func(*testing.T) []byte {
			return append([]byte{0x1f, 0x8b, 8, 0x18, 0, 0, 0, 0, 0, 0}, mega("n")...)
		}},
	}
	for name, b := range map[string][]byte{
		"empty stored blocks": bytes.Repeat([]byte{0, 0, 0, 0xff, 0xff}, 1<<20/5),
		"empty fixed blocks":  bytes.Repeat([]byte{0x02, 0x08, 0x20, 0x80, 0x00}, 1<<20/5), // 10 bits each: 010, and seven zeros
		"bytes of zero":       make([]byte, 1<<20),
		"bytes of ones":       bytes.Repeat([]byte{0xff}, 1<<20),
	} {
		list = append(list, attack{"deflate of " + name, func(t *testing.T) []byte { return alone(t, "a.npy", b, deflated(1<<20, 0)) }})
	}
	return append(list, headerBombs()...)
}

// headerBombs are members whose header is as long as may be, in a few bytes.
func headerBombs() (list []attack) {
	const n = memoryHeader - 300
	mega := func(s string) string { return strings.Repeat(s, n/len(s)) } // whatever textSize is
	for name, text := range map[string]string{
		"blanks":          mega(" "),
		"fields":          "{'descr': [" + mega("('','V1'),") + "], 'fortran_order': False, 'shape': (0,)}",
		"numbered fields": "{'descr': [" + numbered("('%05x','V1'),")[:n/16*16] + "], 'fortran_order': False, 'shape': (0,)}",
		"keys":            "{" + mega("'descr':0,") + "}",
		"lists":           "{'descr': [" + mega("[],") + "]}",
	} {
		list = append(list, attack{"a deflated header of " + name, func(t *testing.T) []byte {
			b := headed(text)
			return alone(t, "a.npy", squeezed(t, b), deflated(int64(len(b)), crc32.ChecksumIEEE(b)))
		}})
	}
	return list
}

// repeated is deflate's form of head and n zeros. Every mebibyte of zeros behind the first one is the same bytes.
func repeated(t *testing.T, head []byte, n int) (data []byte, crc uint32) {
	t.Helper()
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	mebi := make([]byte, 1<<20)
	write := func(b []byte) int {
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		return out.Len()
	}
	write(head)
	first := write(mebi)
	second := write(mebi)
	step := bytes.Clone(out.Bytes()[first:second])
	for range n>>20 - 2 {
		out.Write(step)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	crc = crc32.ChecksumIEEE(head)
	for range n >> 20 {
		crc = crc32.Update(crc, crc32.IEEETable, mebi)
	}
	return out.Bytes(), crc
}

// bomb is an archive of one member: head, and n zeros.
func bomb(t *testing.T, head []byte, n int) []byte {
	t.Helper()
	data, crc := repeated(t, head, n)
	return alone(t, "a.npy", data, func(e *zipfmt.Entry) { deflated(int64(len(head)+n), crc)(e) })
}

// zeros is a gzip of n of them.
func zeros(t *testing.T, n int) []byte {
	t.Helper()
	data, crc := repeated(t, nil, n)
	b := append([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff}, data...)
	for _, v := range []uint32{crc, uint32(n)} {
		b = append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
	}
	return b
}

func gzipped(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
