package npz

import (
	"fmt"
	"strings"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/zipfmt"
)

// suffix is what np.savez puts behind each key to name the member.
const suffix = ".npy"

// Names returns the names of all members, in the order of the directory, as
// NumPy's NpzFile.files does: without ".npy" at their end. Each leads to its own
// member: of "v.npy" and "v", both in one archive, the first keeps its full name.
//
// Names are whatever the file says, with slashes, "..", backslashes, or empty:
// keys for a map, and no paths.
func (r *Reader) Names() []string {
	names := make([]string, len(r.dir.Entries))
	for i := range names {
		names[i] = r.key(i)
	}
	return names
}

// key is the name under which lookup finds the member i.
func (r *Reader) key(i int) string {
	name := r.dir.Entries[i].Name
	if short, ok := strings.CutSuffix(name, suffix); ok {
		if at, ok := r.lookup(short); ok && at == i {
			return short
		}
	}
	return name
}

// lookup finds a member as NumPy does: the exact name wins over that with ".npy".
func (r *Reader) lookup(name string) (i int, ok bool) {
	if i, ok = r.members[name]; !ok {
		i, ok = r.members[name+suffix]
	}
	return i, ok
}

// Has reports whether the archive has a member of that name. As everywhere here,
// name may be the key or the full name: "x" and "x.npy" are one, unless the
// archive has both.
func (r *Reader) Has(name string) bool {
	_, ok := r.lookup(name)
	return ok
}

// Trailing returns how many bytes follow the archive in its file or body. NumPy
// takes no notice of them, and nor does a Reader.
func (r *Reader) Trailing() int64 { return r.src.size - r.dir.End }

// A Member is what the archive's directory says of a member.
type Member struct {
	Name           string // the key, as in Names
	FullName       string // in the archive
	Size           int64  // bytes, inflated: the .npy header and the elements
	CompressedSize int64  // bytes in the archive
	CRC32          uint32 // of the inflated bytes
	Compressed     bool   // deflated; else stored as it is
	Method         uint16 // zip's number: 0 stored, 8 deflated; others cannot be read
	Block          int64  // inflated bytes of the blocks that can be read on their own; 0 if the directory has no index (SOZip's is elsewhere)
}

// Members returns what the directory says of all members, in its order.
func (r *Reader) Members() []Member {
	list := make([]Member, len(r.dir.Entries))
	for i := range list {
		list[i] = r.describe(i)
	}
	return list
}

func (r *Reader) describe(i int) Member {
	e := &r.dir.Entries[i]
	m := Member{Name: r.key(i), FullName: e.Name, Size: e.Size, CompressedSize: e.CompressedSize,
		CRC32: e.CRC, Method: e.Method, Compressed: e.Method != zipfmt.Stored}
	if x, ok := zipfmt.ParseIndex(e); ok {
		m.Block = x.Chunk
	}
	return m
}

// entry finds the member of that name.
func (r *Reader) entry(name string) (*zipfmt.Entry, error) {
	i, ok := r.lookup(name)
	if !ok {
		return nil, &header.Error{Kind: ErrArchive, Name: r.name, Offset: -1, Cause: ErrNotFound, Detail: r.missing(name)}
	}
	return &r.dir.Entries[i], nil
}

// missing says what there is instead of name, if that is not too much.
func (r *Reader) missing(name string) string {
	const most = 8
	text := fmt.Sprintf("%q is not among its %d members", name, len(r.dir.Entries))
	var have []string
	for i := range min(len(r.dir.Entries), most) {
		have = append(have, fmt.Sprintf("%q", r.key(i)))
	}
	if len(r.dir.Entries) > most {
		have = append(have, "...")
	}
	if len(have) > 0 {
		text += " (" + strings.Join(have, ", ") + ")"
	}
	return text
}
