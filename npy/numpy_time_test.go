package npy_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/internal/pythontest"
	"github.com/npygo/npygo/npy"
)

// TestNumPyReadsTimes: what Go writes are, to NumPy, the same instants and lengths.
func TestNumPyReadsTimes(t *testing.T) {
	dir := t.TempDir()
	instants := npy.Array[time.Time]{Data: []time.Time{
		time.Unix(0, 0), {}, time.Date(2024, 2, 29, 23, 59, 59, 123456789, time.FixedZone("", -3600)), time.Date(1969, 7, 20, 20, 17, 40, 0, time.UTC),
		time.Date(2262, 4, 11, 0, 0, 0, 1, time.UTC), time.Date(1678, 1, 1, 0, 0, 0, 0, time.UTC)}, Shape: []int{2, 3}}
	lengths := npy.Array[time.Duration]{Data: []time.Duration{0, 1, -1, time.Hour, -90 * time.Minute, 1<<63 - 1}}
	var want []string
	write := func(name string, err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	for _, unit := range []string{"ns", "us", "ms", "s", "m", "h", "D", "W", "M", "Y", "25s", "10Y"} {
		name := filepath.Join(dir, "M"+unit+".npy")
		write(name, npy.WriteFile(name, instants, npy.Unit(unit), npy.Cast(npy.SameKind), npy.BigEndian()))
		name = filepath.Join(dir, "m"+unit+".npy")
		if unit != "M" && !strings.HasSuffix(unit, "Y") {
			write(name, npy.WriteFile(name, lengths, npy.Unit(unit), npy.Cast(npy.SameKind)))
		}
		want = append(want, unit)
	}
	// astype is NumPy's own rounding.
	got := pythontest.Run(t, `
import sys, numpy as np
d = sys.argv[1]
exact = np.array(['1970-01-01', 'NaT', '2024-03-01T00:59:59.123456789', '1969-07-20T20:17:40', '2262-04-11T00:00:00.000000001', '1678-01-01'], 'M8[ns]').reshape(2, 3)
spans = np.array([0, 1, -1, 3600*10**9, -90*60*10**9, 2**63-1], 'm8[ns]')
for u in sys.argv[2:]:
    a = np.load(f'{d}/M{u}.npy')
    if a.dtype.newbyteorder('<') != np.dtype(f'<M8[{u}]') or not np.array_equal(a.astype('i8'), exact.astype(f'M8[{u}]').astype('i8')):
        print(u, a, exact.astype(f'M8[{u}]'))
    if u not in ('M', 'Y', '10Y'):
        a = np.load(f'{d}/m{u}.npy')
        if a.dtype != np.dtype(f'<m8[{u}]') or not np.array_equal(a, spans.astype(f'm8[{u}]')):
            print(u, a, spans.astype(f'm8[{u}]'))
print('done')
`, append([]string{dir}, want...)...)
	if got != "done\n" {
		t.Errorf("NumPy reads other times:\n%s", got)
	}
}

// TestTimesLikeNumPy: what NumPy writes are, to Go, the instants that NumPy
// prints, in every unit.
func TestTimesLikeNumPy(t *testing.T) {
	dir := t.TempDir()
	units := []string{"Y", "M", "10Y", "3M", "W", "D", "7D", "h", "m", "s", "25s", "ms", "us", "ns", "100ns", "ps", "fs", "as"}
	out := pythontest.Run(t, `
import sys, json, random, numpy as np
random.seed(7)
most = {'Y': 9000, 'M': 90000, '10Y': 900, '3M': 30000, 'W': 5 * 10**5, 'D': 2 * 10**6, '7D': 4 * 10**5, 'h': 1 << 26, 'm': 1 << 31, 's': 1 << 37, '25s': 1 << 33,
    'ms': 1 << 46, 'us': 1 << 56, 'ns': 1 << 63, '100ns': 1 << 56, 'ps': 1 << 53, 'fs': 1 << 43, 'as': 1 << 33}
for u in sys.argv[2:]:
    a = np.array([random.randrange(-most[u], most[u]) // 10 ** random.randrange(9) for _ in range(300)], 'i8')
    tiny = u in ('ps', 'fs', 'as') # their counts, as whole nanoseconds
    a = a.view('M8[ns]').astype(f'M8[{u}]') if tiny else a.view(f'M8[{u}]')
    a[::50] = 'NaT'
    np.save(f'{sys.argv[1]}/{u}.npy', a)
    print(json.dumps(np.datetime_as_string(a.astype('M8[ns]') if tiny else a).tolist()))
`, append([]string{dir}, units...)...)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	for i, unit := range units {
		var want []string
		if err := json.Unmarshal([]byte(lines[i]), &want); err != nil {
			t.Fatal(err)
		}
		a, err := npy.ReadFile[time.Time](filepath.Join(dir, unit+".npy"))
		if err != nil {
			t.Errorf("%s: %v", unit, err)
			continue
		}
		for i, got := range a.Data {
			if text := numpyString(got, want[i]); text != want[i] {
				t.Errorf("%s: element %d is %v, NumPy prints %s", unit, i, got, want[i])
			}
		}
		b, err := a.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile(filepath.Join(dir, unit+".npy"))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(b, file) {
			t.Errorf("%s: written again it is another file", unit)
		}
	}
}

// numpyString is t as np.datetime_as_string has it, in the precision of like.
func numpyString(t time.Time, like string) string {
	if t.IsZero() {
		return "NaT"
	}
	year := fmt.Sprintf("%04d", t.Year())
	text := year + t.Format("-01-02T15:04:05.000000000")
	return text[:min(len(text), len(year)+max(len(like)-len(year), 0))]
}
