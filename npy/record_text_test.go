package npy_test

import (
	"bytes"
	"errors"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/npy"
)

// full has a field of every sort that is not plain memory.
type full struct {
	ID   int32
	Name string
	Tags [2]string `npy:",U3"`
	Code []byte    `npy:",S4"`
	Key  []byte    `npy:",V2"`
	At   time.Time `npy:",M8[ms]"`
	Took time.Duration
	Sub  [2]struct {
		On   bool
		Note string
	}
	Score float64
	cache map[string]int `npy:"-"`
}

func fulls(n int) []full {
	data := make([]full, n)
	for i := range data {
		f := &data[i]
		f.ID, f.Name, f.Tags = int32(i), strings.Repeat("é", i%5), [2]string{"ab", "😀"}
		f.Code, f.Key = []byte("code")[:i%5], []byte{0, byte(i)}
		f.At, f.Took = time.UnixMilli(1_600_000_000_000+int64(i)).UTC(), time.Duration(i)
		f.Sub[i%2].On, f.Sub[1].Note, f.Score = true, strings.Repeat("n", i%3), float64(i)/2
	}
	return data
}

// TestRecordsWithPointers writes and reads records that hold strings, bytes and
// times, in both byte orders, while the garbage collector runs.
func TestRecordsWithPointers(t *testing.T) {
	for _, n := range []int{0, 1, 7, 5000} {
		for _, opts := range [][]npy.Option{nil, {npy.BigEndian()}} {
			want := fulls(n)
			var file bytes.Buffer
			if err := npy.Write(&file, npy.Array[full]{Data: want}, opts...); err != nil {
				t.Fatal(err)
			}
			runtime.GC()
			got := npy.Array[full]{Data: make([]full, 2, 6000)}
			for i := range got.Data {
				got.Data[i].cache = map[string]int{}
			}
			for range 2 {
				if err := npy.ReadInto(bytes.NewReader(file.Bytes()), &got); err != nil {
					t.Fatal(err)
				}
				runtime.GC()
				if !reflect.DeepEqual(got.Data, want) && n > 0 {
					t.Fatalf("%d records: got %v", n, got.Data[:1])
				}
			}
		}
	}
}

// TestRecordValues: what one record cannot hold is refused before anything is
// written, and what a file has that Go cannot hold is told with its place.
func TestRecordValues(t *testing.T) {
	data := fulls(3)
	for want, spoil := range map[string]func(f *full){
		"Tags":     func(f *full) { f.Tags[1] = "four" },
		"Code":     func(f *full) { f.Code = []byte("coded") },
		"Key":      func(f *full) { f.Key = []byte{1} },
		"Name":     func(f *full) { f.Name = "\xff" },
		"At":       func(f *full) { f.At = f.At.Add(1) },
		"Sub.Note": func(f *full) { f.Sub[1].Note = "a\x00" },
	} {
		bad := append([]full{}, data...)
		spoil(&bad[2])
		var out bytes.Buffer
		err := npy.Write(&out, npy.Array[full]{Data: bad})
		if err == nil || out.Len() > 0 || !strings.Contains(err.Error(), `in field "`+want+`"`) || !strings.Contains(err.Error(), "element 2") {
			t.Errorf("%s: %d bytes written, %v", want, out.Len(), err)
		}
	}
	payload := bytes.Repeat([]byte{'A', 0, 0, 0, 1}, 3)
	copy(payload[10:], "\x00\xd8")
	f := file(t, "[('s', '<U1'), ('n', '|u1')]", []int{3}, false, payload)
	type sn struct {
		S string
		N uint8
	}
	if _, err := npy.Read[sn](bytes.NewReader(f)); !errors.Is(err, npy.ErrValue) || !strings.Contains(err.Error(), `in field "s"`) ||
		!strings.Contains(err.Error(), "element 2") || !strings.Contains(err.Error(), "at byte 138") {
		t.Errorf("a surrogate: %v", err)
	}
	if a, err := npy.Read[sn](bytes.NewReader(f), npy.LossyText()); err != nil || a.Data[2].S != "\ufffd" || a.Data[1] != (sn{"A", 1}) {
		t.Errorf("LossyText: %v, %v", a.Data, err)
	}
}
