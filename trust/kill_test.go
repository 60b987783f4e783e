package trust

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/npygo/npygo/npy"
)

// kills is how many processes are killed in each way to write, and their seed.
func kills(t *testing.T) (n int, seed uint64) {
	t.Helper()
	n, seed = 8, uint64(time.Now().UnixNano())
	for name, set := range map[string]func(int){"NPYGO_KILLS": func(i int) { n = i }, "NPYGO_SEED": func(i int) { seed = uint64(i) }} {
		if s := os.Getenv(name); s != "" {
			i, err := strconv.Atoi(s)
			if err != nil || i < 1 {
				t.Fatalf("%s=%q is no number from 1 up", name, s)
			}
			set(i)
		}
	}
	return n, seed
}

// TestKill kills processes that write, at moments that nobody chose. What is found in the file is the last generation that the process told
// of, or the one that it was writing then; it can be read, and added to, after what the documentation says is to be done.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("processes are killed without -short")
	}
	n, seed := kills(t)
	for i, w := range ways {
		t.Run(w.name, func(t *testing.T) {
			r := ruin{way: w, file: filepath.Join(t.TempDir(), "data"), rng: rand.New(rand.NewPCG(seed, uint64(i)))}
			if err := w.prepare(r.file, 0); err != nil {
				t.Fatal(err)
			}
			for range n {
				r.once(t)
			}
			t.Logf("NPYGO_SEED=%d: %d kills: %d files old, %d new; %d with leftovers; %d generations", seed, n, r.old, r.new, r.left, r.g)
			if n >= 100 && (r.old == 0 || r.left == 0) {
				t.Error("no process was killed in the middle of its work: this proves nothing")
			}
		})
	}
}

// writer is the process that is killed: it tells of each generation with a byte.
func writer(args []string) error {
	g, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	i := slices.IndexFunc(ways, func(w way) bool { return w.name == args[0] })
	step := ways[i].begin(args[1])
	for {
		if _, err := os.Stdout.Write([]byte{'.'}); err != nil {
			return err
		}
		g++
		if err := step(g); err != nil {
			return fmt.Errorf("generation %d: %w", g, err)
		}
	}
}

// ruin is a file, and what became of it.
type ruin struct {
	way
	file           string
	rng            *rand.Rand
	g              int // the generation that the file has
	old, new, left int
}

// once starts a process, kills it, and looks at the file.
func (r *ruin) once(t *testing.T) {
	t.Helper()
	if r.period > 0 {
		r.g += r.period - 1 - r.g%r.period
		if err := r.prepare(r.file, r.g); err != nil {
			t.Fatal(err)
		}
	}
	told := r.g + r.kill(t)
	errOld, errNew := r.same(r.file, told), r.same(r.file, told+1)
	switch {
	case errOld == nil:
		r.old++
		r.g = told
	case errNew == nil:
		r.new++
		r.g = told + 1
	default:
		r.keep(t)
		t.Fatalf("neither the old file nor the new one, of generation %d:\n%v\n%v", told, errOld, errNew)
	}
	r.lookBeside(t)
	if err := r.recovers(r.file, r.g); err != nil {
		r.keep(t)
		t.Fatalf("generation %d, which was killed, cannot be gone on with: %v", r.g, err)
	}
	if r.period == 0 && r.same(r.file, r.g) != nil {
		if err := r.prepare(r.file, r.g); err != nil {
			t.Fatal(err)
		}
	}
	if list := beside(t, r.file); len(list) > 0 {
		t.Fatalf("there is more than the file: %q", list)
	}
}

// kill runs a process for a while and returns how many generations it told of.
func (r *ruin) kill(t *testing.T) int {
	t.Helper()
	cmd := again(t, "writer", r.name, r.file, strconv.Itoa(r.g))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	begin(t, cmd)
	var ready [1]byte
	_, err = io.ReadFull(out, ready[:])
	time.Sleep(time.Duration(r.rng.Int64N(int64(20 * time.Millisecond))))
	cmd.Process.Signal(syscall.SIGKILL)
	dots, _ := io.ReadAll(out)
	var exit *exec.ExitError
	if waiting := cmd.Wait(); err != nil || !errors.As(waiting, &exit) || exit.Exited() {
		t.Fatalf("the process has ended by itself: %v, %v", err, waiting)
	}
	return len(dots)
}

// lookBeside: beside the file there is at most one other, of the name that is documented.
func (r *ruin) lookBeside(t *testing.T) {
	t.Helper()
	list := beside(t, r.file)
	for _, name := range list {
		temp := regexp.MustCompile(`^\.data\.tmp-[0-9a-f]{16}$`).MatchString(name)
		switch {
		case temp:
			if err := os.Remove(filepath.Join(filepath.Dir(r.file), name)); err != nil {
				t.Fatal(err)
			}
		case r.litter == journal && name == "data.journal":
		default:
			t.Errorf("a process that was killed has left %q, which is not documented", name)
		}
	}
	if len(list) > 1 {
		t.Errorf("more than one file is left: %q", list)
	}
	if len(list) > 0 || r.litter == inFile && isTorn(t, r.file) {
		r.left++
	}
}

// isTorn tells whether the file is not what WriteFile would make of its array: it has bytes behind it, or a note in its header.
func isTorn(t *testing.T, file string) bool {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a, err := npy.ReadRaw(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := a.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return !bytes.Equal(b, plain)
}

// beside is what there is in the file's folder but the file.
func beside(t *testing.T, file string) (names []string) {
	t.Helper()
	list, err := os.ReadDir(filepath.Dir(file))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range list {
		if entry.Name() != filepath.Base(file) {
			names = append(names, entry.Name())
		}
	}
	return names
}

// keep copies what was found, so that it can be looked at when the test is over.
func (r *ruin) keep(t *testing.T) {
	dir, err := os.MkdirTemp("", "npygo-ruin-")
	if err == nil {
		err = os.CopyFS(dir, os.DirFS(filepath.Dir(r.file)))
	}
	t.Logf("the files are kept in %s (%v)", dir, err)
}
