package trust

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// diskVar is the folder where a process with mounts of its own has its disk.
const diskVar = "NPYGO_TRUST_DISK"

// TestFullDisk has a small disk, and in turn every number of pages free on it, from none to as many as are needed: the error is ENOSPC, the old
// file is whole, and nothing stays.
func TestFullDisk(t *testing.T) {
	dir := os.Getenv(diskVar)
	if dir == "" {
		inNamespace(t)
		return
	}
	d := mountDisk(t, dir)
	calls := replacing()
	calls["npy.AppendFile"] = func(name string) error { return npy.AppendFile(name, npy.Array[int32]{Data: make([]int32, 5000)}) }
	calls["npy.AppendFile, in place"] = calls["npy.AppendFile"]
	calls["npz.AppendFile, in place"] = func(name string) error { return npz.AppendFile(name, many(), npz.InPlace()) }
	calls["npz.AppendFile, in place, compressed"] = func(name string) error {
		return npz.AppendFile(name, many(), npz.InPlace(), npz.Compress(1))
	}
	if canMap {
		calls["npy.CreateMap, small"] = func(name string) error {
			m, err := npy.CreateMap[float64](name, 3, 4000)
			if err != nil {
				return err
			}
			for i := range m.Array.Data {
				m.Array.Data[i] = 1 // which is a fault, and the end, if there is no room
			}
			return m.Close()
		}
	}
	delete(calls, "npy.Create") // of a page: see TestFullDiskRows
	for call, f := range calls {
		t.Run(call, func(t *testing.T) {
			old := oldFile(t, call)
			if call == "npy.AppendFile, in place" {
				old = marshal(t, npy.Array[int32]{Data: make([]int32, 900)})
			}
			failed := 0
			for free := 0; d.try(t, f, old, free); free++ {
				failed++
			}
			if failed == 0 && !strings.HasPrefix(call, "npy.Repair") {
				t.Error("there was always room")
			}
		})
	}
	t.Run("npy.RowWriter", d.rows)
	t.Run("no inodes", d.noInodes)
}

// inNamespace runs this test in a process that may mount what it likes, and nobody else sees.
func inNamespace(t *testing.T) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Skip("this program does not know its own name: ", err)
	}
	cmd := exec.Command(self, "-test.run", "^TestFullDisk$", "-test.v")
	cmd.Env = append(os.Environ(), diskVar+"="+t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if uid, gid := os.Getuid(), os.Getgid(); uid != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: uid, Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: gid, Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &exit):
		t.Skip("a disk of one's own is for those who may have their own mounts: ", err)
	case bytes.Contains(out, []byte("SKIP: TestFullDisk")):
		t.Skipf("%s", out)
	case err != nil || !bytes.Contains(out, []byte("--- PASS: TestFullDisk/no_inodes")):
		t.Errorf("%v\n%s", err, out)
	}
}

// smallDisk is a tmpfs.
type smallDisk struct {
	dir  string
	file string
}

func mountDisk(t *testing.T, dir string) *smallDisk {
	t.Helper()
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		t.Skip("no mounts of one's own: ", err)
	}
	if err := syscall.Mount("npygo", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skip("no tmpfs: ", err)
	}
	return &smallDisk{dir, filepath.Join(dir, "data")}
}

// fill leaves the disk with that file and so many pages free.
func (d *smallDisk) fill(t *testing.T, old []byte, free int) {
	t.Helper()
	list, err := os.ReadDir(d.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range list {
		if err := os.Remove(filepath.Join(d.dir, entry.Name())); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(d.file, old, 0o644); err != nil {
		t.Fatal(err)
	}
	pages, size := d.free(t)
	if err := os.WriteFile(filepath.Join(d.dir, "ballast"), make([]byte, (pages-free)*size), 0o644); err != nil {
		t.Fatal(err)
	}
	if left, _ := d.free(t); left != free {
		t.Fatalf("%d pages are free, want %d", left, free)
	}
}

func (d *smallDisk) free(t *testing.T) (pages, size int) {
	t.Helper()
	var st syscall.Statfs_t
	if err := syscall.Statfs(d.dir, &st); err != nil {
		t.Fatal(err)
	}
	return int(st.Bavail), int(st.Bsize)
}

// try calls f with so much room, and reports whether that was too little.
func (d *smallDisk) try(t *testing.T, f func(string) error, old []byte, free int) (failed bool) {
	t.Helper()
	d.fill(t, old, free)
	err := f(d.file)
	got, errRead := os.ReadFile(d.file)
	if errRead != nil {
		t.Fatal(errRead)
	}
	if left := slices.DeleteFunc(beside(t, d.file), func(name string) bool { return name == "ballast" }); len(left) > 0 {
		t.Errorf("%d pages free: litter: %q (%v)", free, left, err)
	}
	if err == nil {
		if bytes.Equal(got, old) {
			t.Errorf("%d pages free: no error, and the old file", free)
		}
		return false
	}
	if !errors.Is(err, syscall.ENOSPC) || strings.Count(err.Error(), d.file) != 1 || strings.Contains(err.Error(), ".tmp-") {
		t.Errorf("%d pages free: the error should be the system's, and name the file once: %v", free, err)
	}
	if !bytes.Equal(got, old) {
		t.Errorf("%d pages free: the file of %d bytes has changed, and has %d (%v)", free, len(old), len(got), err)
	}
	if now, _ := d.free(t); now != free {
		t.Errorf("%d pages are free, there were %d", now, free)
	}
	return free < 1000
}

// rows: a RowWriter keeps the rows that there is room for, and they can be added to.
func (d *smallDisk) rows(t *testing.T) {
	failed := 0
	for free := range 40 {
		d.fill(t, []byte("old"), free)
		w, err := npy.Create[int64](d.file, 3)
		if err != nil {
			if b, _ := os.ReadFile(d.file); string(b) != "old" || !errors.Is(err, syscall.ENOSPC) || len(beside(t, d.file)) > 1 {
				t.Errorf("%d pages free: Create: %v, and the file has %q", free, err, b)
			}
			failed++
			continue
		}
		want, flushed := written(2*epoch-2), 0
		for i := 0; err == nil && i < want.Shape[0]; i += 50 {
			if err = errors.Join(w.Write(want.Data[3*i:3*min(i+50, want.Shape[0])]), w.Flush()); err == nil {
				flushed = min(i+50, want.Shape[0])
			}
		}
		closing := w.Close()
		if err != nil && (!errors.Is(err, syscall.ENOSPC) || !errors.Is(closing, syscall.ENOSPC)) || err == nil && closing != nil {
			t.Errorf("%d pages free: %v, Close: %v", free, err, closing)
		}
		got, errRead := npy.ReadFile[int64](d.file)
		n := len(got.Data) / 3
		if errRead != nil || n < flushed || n > want.Shape[0] || !slices.Equal(got.Data, want.Data[:3*n]) {
			t.Errorf("%d pages free: %d rows of %d that were flushed: %v", free, n, flushed, errRead)
		}
		if err != nil {
			failed++
		}
		if err := os.Remove(filepath.Join(d.dir, "ballast")); err != nil {
			t.Fatal(err)
		}
		if err := npy.AppendFile(d.file, rows([]int64{1, 2, 3})); err != nil {
			t.Errorf("%d pages free: AppendFile: %v", free, err)
		}
	}
	if failed < 10 {
		t.Errorf("only %d failures", failed)
	}
}

// noInodes: there is room, but not for another file.
func (d *smallDisk) noInodes(t *testing.T) {
	d.fill(t, nil, 0)
	if err := os.Remove(filepath.Join(d.dir, "ballast")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("npygo", d.dir, "tmpfs", syscall.MS_REMOUNT, "nr_inodes=2"); err != nil { // the folder's own, and the file's
		t.Skip("the number of files cannot be limited: ", err)
	}
	calls := replacing()
	calls["npz.AppendFile, in place"] = func(name string) error { return npz.AppendFile(name, many(), npz.InPlace()) }
	for call, f := range calls {
		old := []byte{}
		if strings.Contains(call, "Append") || strings.HasPrefix(call, "npy.Repair") {
			old = oldFile(t, call)
		}
		if err := os.WriteFile(d.file, old, 0o644); err != nil {
			t.Fatal(err)
		}
		err := f(d.file)
		got, errRead := os.ReadFile(d.file)
		if !errors.Is(err, syscall.ENOSPC) || errRead != nil || !bytes.Equal(got, old) || len(beside(t, d.file)) > 0 {
			t.Errorf("%s: %v; %d bytes, want %d: %v", call, err, len(got), len(old), errRead)
		}
	}
}
