package load

import (
	"fmt"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/numpy"
	"github.com/npygo/npygo/npy"
)

var records = []job{
	{"records/40B", func(b *builder) { b.readRecords() }},
	{"records/40B-foreign", func(b *builder) { b.readRecords(npy.BigEndian()) }},
}

// event is a record of 40 bytes, the kind that logs have.
type event struct {
	ID     int64      `npy:"id"`
	Kind   uint8      `npy:"kind"`
	OK     bool       `npy:"ok"`
	Level  int16      `npy:"level"`
	Weight float32    `npy:"weight"`
	Pos    [3]float64 `npy:"pos"`
}

func (b *builder) readRecords(opts ...npy.Option) {
	n := 25_000
	if b.Quick {
		n = 100
	}
	a := npy.Array[event]{Data: make([]event, n)}
	for i := range a.Data {
		a.Data[i] = event{int64(i), uint8(i % 7), i%3 == 0, int16(-i % 1000), float32(i) / 4, [3]float64{element(i), 1, 2}}
	}
	name := file(b, a, opts...)
	b.Bytes = int64(40 * n)
	b.Note = fmt.Sprintf("%d records of 40 bytes, in the byte order of the machine, from an open file into memory that npygo uses again and "+
		"again; NumPy opens it each time, and gets new memory.", n)
	if len(opts) > 0 {
		b.Note = "The same in the other byte order."
	}
	f := b.open(name)
	warm := make([]byte, b.Bytes)
	var got npy.Array[event]
	b.add("limit", "pread into a used buffer, bytes as they are", measure.Loop(func() error {
		_, err := f.ReadAt(warm, 192)
		return err
	}), nil)
	b.add("npygo", "Seek to the start, npy.ReadInto of structs", measure.Loop(func() error { return rewound(f, &got) }), func() error {
		return same(got.Data, a.Data)
	})
	read, how := "np.load(name)", "np.load(name)"
	if len(opts) > 0 {
		read, how = "read()", "a = np.load(name); a.astype(a.dtype.newbyteorder('='))"
	}
	b.numpy(how, numpy.Snippet{
		Given: map[string]any{"name": name, "n": n},
		Setup: `def read():
    a = np.load(name)
    return a.astype(a.dtype.newbyteorder('='))
def right(a):
    i = np.arange(n)
    want = {'id': i, 'kind': i % 7, 'ok': i % 3 == 0, 'level': -(i % 1000), 'weight': np.float32(i) / 4,
            'pos': np.stack([i / 8, np.ones(n), np.full(n, 2)], axis=1)}
    return a.dtype.names == tuple(want) and all(np.array_equal(a[k], v) for k, v in want.items())`,
		Body:  read,
		Check: "right(" + read + ")",
	})
}
