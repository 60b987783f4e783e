package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// save writes a file in every way that there is, as a caller who gives up at the first error.
func save(sys *system, name string, o Options) error {
	f, err := create(sys, name, o)
	if err != nil {
		return err
	}
	defer f.Abort()
	if _, err := f.Write([]byte("the n")); err != nil {
		return err
	}
	if _, err := f.WriteAt([]byte("ew content, "), 5); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekEnd); err != nil {
		return err
	}
	if _, err := f.ReadFrom(strings.NewReader("longer than the old")); err != nil {
		return err
	}
	return f.Commit()
}

const (
	oldContent = "the old content"
	newContent = "the new content, longer than the old"
)

// scenario is one way to save, and what it asks of the system, in this order.
type scenario struct {
	name    string
	exists  bool
	options Options
	steps   string
}

// wanted are the steps here.
func (sc scenario) wanted() []string {
	steps := strings.Fields(sc.steps)
	if runtime.GOOS == "windows" || runtime.GOOS == "wasip1" { // know no permissions that could differ
		steps = slices.DeleteFunc(steps, func(step string) bool { return step == "chmod" })
	}
	return steps
}

var scenarios = []scenario{
	{"new", false, Options{}, "open write writeAt readFrom close rename"},
	{"new, large", false, Options{Size: 1 << 20}, "open allocate write writeAt readFrom stat truncate close rename"},
	{"new, reserved", false, Options{Size: 40, Reserve: true}, "open allocate write writeAt readFrom stat truncate close rename"},
	{"new, sync", false, Options{Sync: true}, "open write writeAt readFrom sync close rename syncDir"},
	{"replace", true, Options{}, "open stat chmod write writeAt readFrom flush close rename"},
	{"replace, large", true, Options{Size: 1 << 20}, "open stat chmod allocate write writeAt readFrom stat truncate flush close rename"},
	{"replace, large, sync", true, Options{Size: 1 << 20, Sync: true}, "open stat chmod allocate write writeAt readFrom stat truncate sync close rename syncDir"},
}

// replaces is the plain scenario in which there is an old file.
var replaces = scenarios[4]

// TestFaults lets every single operation of every scenario go wrong, in every way.
func TestFaults(t *testing.T) {
	for _, sc := range scenarios {
		want := sc.wanted()
		sys := Faulty{At: -1}
		name := prepare(t, sc)
		if err := save(sys.system(), name, sc.options); err != nil {
			t.Fatalf("%s: %v", sc.name, err)
		}
		if !slices.Equal(sys.Steps, want) {
			t.Fatalf("%s: the steps are %q, and not %q", sc.name, sys.Steps, want)
		}
		if got := content(t, name); got != newContent {
			t.Fatalf("%s: %q", sc.name, got)
		}
		for at := range want {
			for _, kind := range []Fault{Refused, Late, Half, Crash} {
				switch {
				case kind == Half && want[at] != "write": // which the others cannot be
					continue
				case kind == Late && want[at] == "open": // makes a file that nobody can know of
					continue
				}
				t.Run(fmt.Sprintf("%s/%d %s/%v", sc.name, at, want[at], kind), func(t *testing.T) {
					testFault(t, sc, want, at, kind)
				})
			}
		}
	}
}

func testFault(t *testing.T, sc scenario, steps []string, at int, kind Fault) {
	name := prepare(t, sc)
	sys := Faulty{At: at, Kind: kind}
	err := save(sys.system(), name, sc.options)
	for _, f := range sys.Files { // only a crash leaves one open
		if f.Close() == nil && kind != Crash {
			t.Error("a file is left open")
		}
	}
	switch {
	case err == nil:
		t.Fatal("no error")
	case !errors.Is(err, syscall.EIO):
		t.Error("the cause is lost:", err)
	case kind != Crash && (strings.Count(err.Error(), filepath.Base(name)) != 1 || strings.Contains(err.Error(), ".tmp-")):
		t.Error("the error should name the file, once, and not the temporary one:", err)
	}

	got, old := content(t, name), oldContent
	if !sc.exists {
		old = ""
	}
	renamed := at > slices.Index(steps, "rename") || at == slices.Index(steps, "rename") && kind == Late
	if renamed && got != newContent || !renamed && got != old {
		t.Errorf("the file holds %q", got)
	}
	litter := entries(t, name)
	for _, entry := range litter {
		if kind != Crash {
			t.Error("litter:", entry)
		}
		if !regexp.MustCompile(`^\.array\.npy\.tmp-[0-9a-f]{16}$`).MatchString(entry) {
			t.Error("a crash leaves a file whose name is not documented:", entry)
		}
	}
	if len(litter) > 1 {
		t.Error("more than one file is left:", litter)
	}
}

// prepare makes a directory with the old file, if there is one, with permissions that a umask takes away from a new one.
func prepare(t *testing.T, sc scenario) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "array.npy")
	if sc.exists {
		if err := os.WriteFile(name, []byte(oldContent), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(name, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return name
}

// content is what the file holds; "" if there is none.
func content(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(b)
}

// entries is what there is beside the file.
func entries(t *testing.T, name string) []string {
	t.Helper()
	list, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range list {
		if entry.Name() != filepath.Base(name) {
			names = append(names, entry.Name())
		}
	}
	return names
}

// TestRemoveFails: where even the cleaning up goes wrong, the error says so, and where the litter is.
func TestRemoveFails(t *testing.T) {
	name := prepare(t, replaces)
	sys := Faulty{At: slices.Index(replaces.wanted(), "rename"), Kind: Refused}
	s := sys.system()
	s.remove = func(name string) error { return &fs.PathError{Op: "remove", Path: name, Err: syscall.EPERM} }
	err := save(s, name, Options{})
	left := entries(t, name)
	if len(left) != 1 || !errors.Is(err, syscall.EIO) || !strings.Contains(err.Error(), left[0]) {
		t.Errorf("%v, %q", err, left)
	}

	f, err := create(s, name, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Abort(); !errors.Is(err, syscall.EPERM) {
		t.Error("Abort:", err)
	}
}

// TestIgnoredWriteError: a caller who does not look at what Write says still gets no half file.
func TestIgnoredWriteError(t *testing.T) {
	for at, op := range replaces.wanted() {
		if !strings.HasPrefix(op, "write") && op != "readFrom" {
			continue
		}
		name := prepare(t, replaces)
		sys := Faulty{At: at, Kind: Half}
		f, err := create(sys.system(), name, Options{})
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]byte("the n"))
		f.WriteAt([]byte("ew content, "), 5)
		f.ReadFrom(strings.NewReader("longer than the old"))
		if err := f.Commit(); !errors.Is(err, syscall.EIO) {
			t.Errorf("%s: %v", op, err)
		}
		if got := content(t, name); got != oldContent {
			t.Errorf("%s: the file holds %q", op, got)
		}
		if left := entries(t, name); left != nil {
			t.Errorf("%s: litter: %q", op, left)
		}
	}
}

// TestNameTaken: a temporary name that is taken is not touched, and another one is tried; but not for ever.
func TestNameTaken(t *testing.T) {
	name := prepare(t, scenarios[0])
	tries := 0
	s := osSystem
	s.open = func(name string, flag int, perm os.FileMode) (handle, error) {
		if flag&os.O_EXCL == 0 {
			t.Error("it might open the file of somebody else")
		}
		if tries++; tries%3 != 0 {
			return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EEXIST}
		}
		return osSystem.open(name, flag, perm)
	}
	if err := save(&s, name, Options{}); err != nil || content(t, name) != newContent {
		t.Error(err)
	}
	s.open = func(name string, flag int, perm os.FileMode) (handle, error) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EEXIST}
	}
	if err := save(&s, name, Options{}); !errors.Is(err, fs.ErrExist) {
		t.Error(err)
	}
}
