package interop_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/interop/oracle"
	"github.com/npygo/npygo/npz"
)

// TestMutatedArchives: of archives with something wrong in them we read what zipfile reads, the same names and bytes, but for the
// differences listed.
func TestMutatedArchives(t *testing.T) {
	const batch = 500
	o := ask(t)
	bases := baseArchives(t, o)
	random(t, 0)
	unknown, opened := 0, 0
	total := int(*headersFlag / 10)
	for from := 0; from < total; from += batch {
		list := make([][]byte, min(batch, total-from))
		for i := range list {
			r := rand.New(rand.NewPCG(*seedFlag+5, uint64(from+i)))
			list[i] = mutateZip(r, pick(r, bases))
		}
		verdicts, err := o.Unzip(list)
		if err != nil {
			t.Fatal(err)
		}
		for i, b := range list {
			if verdicts[i].Err == "" {
				opened++
			}
			for _, complaint := range compareArchive(t, o, b, verdicts[i]) {
				if unknown++; unknown <= mostShown {
					t.Errorf("a new difference: %s\n%.2000q", complaint, b)
				}
			}
		}
	}
	var text strings.Builder
	sum := 0
	for _, d := range slices.Concat(stricter, laxer) {
		sum += d.count
		fmt.Fprintf(&text, "\n%8d %s", d.count, d.what)
	}
	t.Logf("the known differences:%s", text.String())
	tell(t, "%d archives, of which zipfile opens %d; %d known differences, %d unknown", total, opened, sum, unknown)
	if opened < total/4 {
		t.Errorf("zipfile opens only %d of %d archives: too few to learn from", opened, total)
	}
}

// baseArchives are small archives of all kinds: zipfile's, ours, and the golden ones.
func baseArchives(t *testing.T, o *oracle.Oracle) (bases [][]byte) {
	t.Helper()
	r := random(t, 5)
	for range 60 {
		members := makeMembers(t, r)
		archive, err := o.Zip(pick(r, []string{"", "pipe", "zip64", "extra comment"}), pick(r, []string{"", "a comment"}), members)
		if err != nil {
			t.Fatal(err)
		}
		bases = append(bases, archive, writeMembers(t, members, nil), writeMembers(t, members, []npz.Option{npz.Compress(6), npz.SeekBlock(1024)}),
			writeMembers(t, members, []npz.Option{npz.SOZip(), npz.SeekBlock(1024)}))
	}
	names, err := filepath.Glob(filepath.Join("..", "testdata", "npz", "*", "*.npz"))
	if err != nil || len(names) < 100 {
		t.Fatalf("%d golden archives: %v", len(names), err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		bases = append(bases, b)
	}
	return slices.DeleteFunc(bases, func(b []byte) bool { return len(b) > 20_000 })
}

// mutateZip changes something, mostly in the zip's own records.
func mutateZip(r *rand.Rand, b []byte) []byte {
	b = bytes.Clone(b)
	for range r.IntN(3) {
		if len(b) < 30 {
			return b
		}
		at := r.IntN(len(b))
		if marks := records.FindAllIndex(b, -1); len(marks) > 0 && r.IntN(4) != 0 {
			at = min(pick(r, marks)[0]+r.IntN(60), len(b)-1)
		}
		switch r.IntN(12) {
		case 0:
			return b[:at]
		case 1:
			b = slices.Insert(b, at, make([]byte, 1+r.IntN(8))...)
		case 2:
			b = slices.Delete(b, at, min(at+1+r.IntN(8), len(b)))
		case 3:
			b = append(b, bytes.Repeat([]byte{byte(r.Uint32())}, r.IntN(40))...)
		case 4: // a part of it again
			from := r.IntN(len(b))
			b = slices.Insert(b, at, b[from:min(from+r.IntN(100), len(b))]...)
		case 5, 6:
			putUint(b[at:], 2, uint64(pick(r, []int{0, 1, 8, 0xFFFF, 0x800, 12, 14, 20, 45})))
		case 7, 8:
			putUint(b[at:], 4, pick(r, []uint64{0, 1, 0xFFFFFFFF, uint64(r.IntN(len(b))), uint64(len(b))}))
		case 9:
			b[at] ^= 1 << r.IntN(8)
		case 10:
			b[at]++
		case 11:
			b[at] = byte(r.Uint32())
		}
	}
	return b
}

var records = regexp.MustCompile(`PK(\x01\x02|\x03\x04|\x05\x06|\x06\x06|\x06\x07|\x07\x08)`)

func putUint(b []byte, width int, n uint64) {
	var all [8]byte
	binary.LittleEndian.PutUint64(all[:], n)
	copy(b, all[:width])
}

// compareArchive gives what is different and not known.
func compareArchive(t *testing.T, o *oracle.Oracle, b []byte, theirs oracle.Archive) (complaints []string) {
	z, err := npz.OpenBytes(b)
	if err != nil {
		if theirs.Err != "" || known(stricter, err.Error(), slices.Concat(oddities(t, o, b)...)) {
			return nil
		}
		return []string{fmt.Sprintf("zipfile opens it, with %d members, and we do not: %v", len(theirs.Members), err)}
	}
	defer z.Close()
	if theirs.Err != "" {
		if !known(laxer, theirs.Err, nil) {
			complaints = append(complaints, "we open it, and zipfile does not: "+theirs.Err)
		}
		return complaints
	}
	ours := z.Members()
	if len(ours) != len(theirs.Members) {
		return append(complaints, fmt.Sprintf("we find %d members, zipfile %d", len(ours), len(theirs.Members)))
	}
	for i, m := range theirs.Members {
		data, err := z.Bytes(ours[i].Name)
		switch {
		case ours[i].FullName != m.Name:
			complaints = append(complaints, fmt.Sprintf("we find the name %q, zipfile %q", ours[i].FullName, m.Name))
		case err != nil && m.Err == "":
			if odd := oddities(t, o, b); !known(stricter, err.Error(), slices.Concat(odd[0], odd[1+i])) {
				complaints = append(complaints, fmt.Sprintf("zipfile reads the member %q, and we do not: %v", m.Name, err))
			}
		case err == nil && m.Err != "" && !known(laxer, m.Err, nil):
			complaints = append(complaints, fmt.Sprintf("we read the member %q, and zipfile does not: %s", m.Name, m.Err))
		case err == nil && m.Err == "" && !bytes.Equal(data, m.Data):
			complaints = append(complaints, fmt.Sprintf("of the member %q we read\n%.200q\nand zipfile\n%.200q", m.Name, data, m.Data))
		}
	}
	return complaints
}

// oddities are those of the archive, and then those of each member.
func oddities(t *testing.T, o *oracle.Oracle, archive []byte) [][]string {
	t.Helper()
	whole, members, err := o.ZipOddities(archive)
	if err != nil {
		t.Fatal(err)
	}
	return append([][]string{whole}, members...)
}
