package trust

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"
)

// memoryLimit is the MaxBytes, MaxMemberBytes and MaxTotalBytes of the roads on which something is inflated, and memoryHeader
// their MaxHeader: as a server has them that strangers send files to. The other roads have no limits but the defaults.
const (
	memoryLimit  = 1 << 20
	memoryHeader = 64 << 10
)

// memoryVar has the name of a file in a process that may have little memory: it tells there what it is at, in case it dies.
const memoryVar = "NPYGO_TRUST_MEMORY"

// addressSpace is how much more such a process may have than it has at its start: whoever believes a lie of 4 GiB dies. And no
// stack may grow beyond maxStack, however deep an input is nested.
const (
	addressSpace = 4 << 30
	maxStack     = 1 << 20
)

// TestMemory takes every bad and odd file, and the attacks, down every reading road, and adds up all that is allocated, garbage
// too: no more than memoryRoads says. It prints the worst of each road with -v.
func TestMemory(t *testing.T) {
	if place := os.Getenv(memoryVar); place != "" {
		if err := limitMemory(); err != nil {
			t.Fatal(err)
		}
		measureRoads(t, place)
		return
	}
	if runtime.GOOS == "js" || runtime.GOOS == "wasip1" {
		t.Skip("no processes of one's own, and all is slow")
	}
	place := filepath.Join(t.TempDir(), "place")
	if runtime.GOOS == "windows" { // where there is no limit for a process to have
		measureRoads(t, place)
		return
	}
	out, err := limitedProcess("^TestMemory$", place)
	var exit *exec.ExitError
	switch {
	case errors.Is(err, syscall.ENOEXEC): // in an emulator
		measureRoads(t, place)
	case errors.As(err, &exit) && !bytes.Contains(out, []byte("--- FAIL")):
		at, _ := os.ReadFile(place)
		t.Fatalf("%s: %v\n%.5000s", bytes.TrimRight(at, " "), err, out)
	case err != nil || !bytes.Contains(out, []byte("--- PASS: TestMemory")):
		t.Fatalf("%v\n%s", err, out)
	default:
		t.Logf("%s", out)
	}
}

// TestMemoryLimit: what believes a lie of 4 GiB really dies.
func TestMemoryLimit(t *testing.T) {
	if os.Getenv(memoryVar) != "" {
		if err := limitMemory(); err != nil {
			t.Fatal(err)
		}
		lie := uint64(addressSpace)
		t.Logf("survived with %d bytes", len(make([]byte, int(lie))))
		return
	}
	if runtime.GOOS != "linux" || ^uint(0)>>32 == 0 || raceDetector {
		t.Skip("a limit of 4 GiB is for Linux on 64 bits, without the race detector")
	}
	out, err := limitedProcess("^TestMemoryLimit$", "unused")
	if errors.Is(err, syscall.ENOEXEC) {
		t.Skip("in an emulator: ", err)
	}
	if err == nil || !bytes.Contains(out, []byte("out of memory")) {
		t.Errorf("%v\n%s", err, out)
	}
}

// limitedProcess runs a test of this binary again, for as long as nothing that ends would take.
func limitedProcess(run, place string) ([]byte, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "-test.run", run, "-test.v", "-test.timeout", "5m", fmt.Sprintf("-test.short=%v", testing.Short()))
	cmd.Env = append(os.Environ(), memoryVar+"="+place)
	return cmd.CombinedOutput()
}

// input is what comes from a stranger.
type input struct {
	name  string
	bytes []byte
	gz    []byte // bytes, compressed
	path  string // a file of the bytes, which nobody changes
	spare string // another name in its folder, for those who do
}

// write gives a file that may be changed, and nothing beside it.
func (in *input) write() (string, error) {
	for _, old := range []string{in.spare, in.spare + ".journal"} {
		if err := os.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return in.spare, os.WriteFile(in.spare, in.bytes, 0o600)
}

// concerns tells whether the road may take longer to see what in is than to find its beginning wrong. The attacks go everywhere.
func (in *input) concerns(r *memoryRoad) bool {
	archive := strings.HasSuffix(in.name, ".npz")
	switch {
	case strings.HasPrefix(r.name, "npy:"):
		return !archive
	case strings.HasPrefix(r.name, "npz"):
		return archive || !strings.HasSuffix(in.name, ".npy")
	}
	return true
}

// inputs are the files of testdata and the attacks.
func inputs(t *testing.T) (list []*input) {
	t.Helper()
	for _, dir := range []string{"bad", "odd", "npz/bad", "npz/odd", "npz/sparse"} {
		files, err := filepath.Glob("../testdata/" + dir + "/*.np[yz]")
		if err != nil || len(files) < 10 {
			t.Fatalf("%d files in testdata/%s: %v", len(files), dir, err)
		}
		for i, file := range files {
			if testing.Short() && i%8 != 0 {
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, &input{name: dir + "/" + filepath.Base(file), bytes: b})
		}
	}
	for i, a := range attacks() {
		if testing.Short() && i%4 != 0 {
			continue
		}
		list = append(list, &input{name: a.name, bytes: a.make(t)})
	}
	dir := t.TempDir()
	z, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	for i, in := range list {
		var b bytes.Buffer
		z.Reset(&b)
		_, errWrite := z.Write(in.bytes)
		if err := errors.Join(errWrite, z.Close()); err != nil {
			t.Fatal(err)
		}
		in.gz, in.spare, in.path = b.Bytes(), filepath.Join(dir, "spare"), filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(in.path, in.bytes, 0o400); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// measured is what one call of one road did with one input.
type measured struct {
	call      string
	in        *input
	allocated uint64
	took      time.Duration
}

// share is how much of the bound was used.
func (m measured) share(r *memoryRoad) float64 {
	return float64(m.allocated) / r.bound(len(m.in.bytes))
}

func measureRoads(t *testing.T, place string) {
	debug.SetMaxStack(maxStack)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // what is counted is what is allocated, not what is collected
	at, err := os.Create(place)
	if err != nil {
		t.Fatal(err)
	}
	defer at.Close()
	all := inputs(t)
	var now runtime.MemStats
	var table strings.Builder
	fmt.Fprintf(&table, "%d inputs; bytes allocated, at most A*input + B KiB + L*%d KiB\n", len(all), memoryLimit>>10)
	fmt.Fprintf(&table, "%-28s %4s %6s %4s  %5s  %s\n", "road", "A", "B", "L", "used", "worst input; worst ratio from 32 KiB on; slowest")
	for _, r := range memoryRoads(t) {
		goroutines := runtime.NumGoroutine()
		var worst, ratio, slow measured
		worst.in, ratio.in, slow.in = all[0], all[0], all[0]
		for _, call := range r.calls {
			runtime.GC() // which empties pools in the end
			runtime.ReadMemStats(&now)
			for _, in := range all {
				if !in.concerns(r) {
					continue
				}
				if _, err := at.WriteAt(fmt.Appendf(nil, "%-200s", r.name+", "+call.name+", "+in.name), 0); err != nil {
					t.Fatal(err)
				}
				m := measure(t, r, call, in, &now)
				if bound := r.bound(len(in.bytes)); float64(m.allocated) > bound {
					t.Errorf("%s, %s, %s: %d bytes allocated for %d, at most %.0f allowed",
						r.name, call.name, in.name, m.allocated, len(in.bytes), bound)
				}
				if m.share(r) > worst.share(r) {
					worst = m
				}
				if len(in.bytes) >= 32<<10 && m.ratio() > ratio.ratio() {
					ratio = m
				}
				if m.took > slow.took {
					slow = m
				}
			}
		}
		fmt.Fprintf(&table, "%-28s %4g %6g %4g  %4.0f%%  %s: %d for %d by %s;  %.2f: %s by %s;  %v: %s by %s\n",
			r.name, r.a, r.b, r.l, 100*worst.share(r), worst.in.name, worst.allocated, len(worst.in.bytes), worst.call,
			ratio.ratio(), ratio.in.name, ratio.call, slow.took.Round(time.Millisecond), slow.in.name, slow.call)
		stayed(t, r, goroutines)
	}
	t.Logf("%s", table.String())
}

func (m measured) ratio() float64 { return float64(m.allocated) / float64(max(len(m.in.bytes), 1)) }

// measure counts what is allocated until the error, if there is one, has been told.
func measure(t *testing.T, r *memoryRoad, call memoryCall, in *input, now *runtime.MemStats) measured {
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s, %s, %s: panic: %v\n%s", r.name, call.name, in.name, p, debug.Stack())
		}
	}()
	start, before := time.Now(), now.TotalAlloc
	if err := call.do(in); err != nil && err.Error() == "" {
		t.Errorf("%s, %s, %s: an error that says nothing", r.name, call.name, in.name)
	}
	took := time.Since(start)
	runtime.ReadMemStats(now)
	return measured{call.name, in, now.TotalAlloc - before, took}
}

// stayed fails if a road has left goroutines behind.
func stayed(t *testing.T, r *memoryRoad, before int) {
	for wait := time.Millisecond; runtime.NumGoroutine() > before && wait < 5*time.Second; wait *= 2 {
		time.Sleep(wait)
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%s: %d goroutines stay, there were %d", r.name, n, before)
	}
}
