package interop_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/interop/oracle"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

const archives = 200

// file makes a .npy file of the sample.
func (s sample) file(t *testing.T) []byte {
	t.Helper()
	b, err := npy.Raw{DType: s.dtype, Shape: s.shape, Data: s.payload}.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// makeMembers makes up some members, arrays and others, of different names.
func makeMembers(t *testing.T, r *rand.Rand) (members []oracle.Member) {
	t.Helper()
	for i := range r.IntN(6) {
		m := oracle.Member{Name: fmt.Sprintf("%s%d", pick(r, []string{"a", "x/y", "../up", "é", "名", "a b", "\\", "arr_", "\U0001F600",
			"/"}), i), Level: pick(r, []int{0, 0, 1, 6, 9})}
		if r.IntN(8) == 0 {
			m.Data = bytes.Repeat([]byte("neither array nor empty "), r.IntN(500))
		} else {
			m.Name += ".npy"
			m.Data = makeSample(t, r).file(t)
		}
		if r.IntN(20) == 0 {
			m.Data = append(m.Data, bytes.Repeat([]byte{7}, 1<<20)...) // more than a block; NumPy ignores what is behind an array
		}
		members = append(members, m)
	}
	return members
}

// TestZipfileWritesWeRead: whatever zipfile and NumPy put into an archive, in whichever way, we find it.
func TestZipfileWritesWeRead(t *testing.T) {
	o := ask(t)
	r := random(t, 3)
	for range archives {
		members := makeMembers(t, r)
		mode := pick(r, []string{"", "pipe", "zip64", "extra", "comment", "pipe zip64", "pipe extra comment zip64"})
		archive, err := o.Zip(mode, pick(r, []string{"", "", "a comment"}), members)
		if err != nil {
			t.Fatal(err)
		}
		checkMembers(t, mode, archive, members)

		members = slices.DeleteFunc(members, func(m oracle.Member) bool { return !bytes.HasPrefix(m.Data, []byte("\x93NUMPY")) })
		for i := range members {
			members[i].Data = trimmed(t, members[i].Data)
		}
		mode = pick(r, []string{"", "deflate", "pipe", "pipe deflate"})
		if archive, err = o.Savez(mode, members); err != nil {
			t.Fatal(err)
		}
		for i := range members {
			members[i].Name += ".npy" // whatever the key
		}
		checkMembers(t, "savez "+mode, archive, members)
	}
	tell(t, "%d archives that Python's zipfile wrote, and as many by np.savez", archives)
}

// trimmed is the array that a member begins with, without what is behind it.
func trimmed(t *testing.T, b []byte) []byte {
	t.Helper()
	raw, err := npy.ReadRaw(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if b, err = raw.AppendBinary(nil); err != nil {
		t.Fatal(err)
	}
	return b
}

// checkMembers reads an archive in every way there is.
func checkMembers(t *testing.T, how string, archive []byte, want []oracle.Member) {
	t.Helper()
	z, err := npz.OpenBytes(archive)
	if err != nil {
		t.Fatalf("%s: %v", how, err)
	}
	defer z.Close()
	if err := z.Verify(); err != nil {
		t.Fatalf("%s: %v", how, err)
	}
	got := z.Members()
	if len(got) != len(want) {
		t.Fatalf("%s: %d members, want %d", how, len(got), len(want))
	}
	for i, m := range want {
		b, err := z.Bytes(got[i].Name)
		if err != nil || got[i].FullName != m.Name || !sameArray(m.Data, b) {
			t.Fatalf("%s: member %q, want %q: %v, %d bytes, want %d", how, got[i].FullName, m.Name, err, len(b), len(m.Data))
		}
		if !bytes.HasPrefix(b, []byte("\x93NUMPY")) {
			continue
		}
		raw, err := npz.ReadRaw(z, got[i].Name)
		if err != nil {
			t.Fatalf("%s: %q: %v", how, m.Name, err)
		}
		if again, err := raw.AppendBinary(nil); err != nil || !bytes.HasPrefix(b, again) {
			t.Fatalf("%s: %q: written again it is another file, %v", how, m.Name, err)
		}
	}
}

// TestWeWriteZipfileReads: what we write, with all options, in one go and appended, zipfile reads, with right checksums, and np.load gives
// the arrays.
func TestWeWriteZipfileReads(t *testing.T) {
	o := ask(t)
	r := random(t, 4)
	dir := t.TempDir()
	for i := range archives {
		members := makeMembers(t, r)
		var opts []npz.Option
		for _, o := range []npz.Option{npz.Compress(r.IntN(10)), npz.SeekBlock(1 << (10 + r.IntN(9))), npz.SOZip(), npz.Workers(1 + r.IntN(3))} {
			if r.IntN(2) == 0 {
				opts = append(opts, o)
			}
		}
		archive := writeMembers(t, members, opts)
		if r.IntN(2) == 0 {
			name := filepath.Join(dir, fmt.Sprint(i, ".npz"))
			archive, members = appendMembers(t, r, name, archive, members, opts)
		}
		checkMembers(t, "ours", archive, members)
		checkZipfile(t, o, archive, members)
	}
	tell(t, "%d archives that Python's zipfile and np.load read", archives)
}

func writeMembers(t *testing.T, members []oracle.Member, opts []npz.Option) []byte {
	t.Helper()
	var b bytes.Buffer
	w := npz.NewWriter(&b, opts...)
	for _, m := range members {
		if err := w.WriteBytes(m.Name, m.Data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// appendMembers replaces an array of the archive, if it has one, and adds another.
func appendMembers(t *testing.T, r *rand.Rand, name string, archive []byte, members []oracle.Member, opts []npz.Option) ([]byte, []oracle.Member) {
	t.Helper()
	if err := os.WriteFile(name, archive, 0o600); err != nil {
		t.Fatal(err)
	}
	arrays := map[string]npy.AnyArray{}
	for _, key := range []string{"a0", "new"} {
		s := makeSample(t, r)
		arrays[key] = npy.Raw{DType: s.dtype, Shape: s.shape, Data: s.payload}
		members = slices.DeleteFunc(members, func(m oracle.Member) bool { return m.Name == key+".npy" || m.Name == key })
		members = append(members, oracle.Member{Name: key + ".npy", Data: s.file(t)})
	}
	if r.IntN(2) == 0 {
		opts = append(opts, npz.InPlace())
	}
	if err := npz.AppendFile(name, arrays, opts...); err != nil {
		t.Fatal(err)
	}
	archive, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return archive, members
}

func checkZipfile(t *testing.T, o *oracle.Oracle, archive []byte, want []oracle.Member) {
	t.Helper()
	list, err := o.Unzip([][]byte{archive})
	if err != nil {
		t.Fatal(err)
	}
	if list[0].Err != "" || len(list[0].Members) != len(want) {
		t.Fatalf("zipfile finds %d members, want %d: %s", len(list[0].Members), len(want), list[0].Err)
	}
	for i, m := range want {
		got := list[0].Members[i]
		if got.Name != m.Name || got.Err != "" || !bytes.Equal(got.Data, m.Data) {
			t.Fatalf("zipfile finds %q, want %q: %s, %d bytes, want %d", got.Name, m.Name, got.Err, len(got.Data), len(m.Data))
		}
	}
	loaded, err := o.LoadNPZ(archive)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range want {
		data := m.Data
		if bytes.HasPrefix(data, []byte("\x93NUMPY")) {
			data = trimmed(t, data)
		}
		if !sameArray(data, loaded[i].Data) {
			t.Fatalf("np.load finds for %q\n%.200q, want\n%.200q", loaded[i].Name, loaded[i].Data, data)
		}
	}
}

// sameArray compares .npy files, but for padding.
func sameArray(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	h, n, err := header.Parse(a)
	if err != nil || len(a) != len(b) || !bytes.Equal(a[:n], b[:n]) {
		return false
	}
	size := h.DType.ItemSize()
	for ; size > 0 && n+size <= len(a); n += size {
		if !sameElement(h.DType, a[n:n+size], b[n:n+size]) {
			return false
		}
	}
	return true
}
