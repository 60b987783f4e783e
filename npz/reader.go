package npz

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/mmap"
	"github.com/npygo/npygo/internal/zipfmt"
)

// A Reader reads the arrays of an archive. It may be used by several goroutines
// at once. Only Open, OpenBytes, NewReader and ReadFrom make one.
type Reader struct {
	name    string // of the file, "" if there is none
	src     source
	dir     *zipfmt.Directory
	members map[string]int // by the exact name in the archive
	o       options
	team    *team
	blocks  blockCache

	forwardMu sync.Mutex
	forward   map[*forwardAt]bool // those that Close has to end, if nobody does before

	mu     sync.Mutex
	idle   sync.Cond // for Close: active has become 0
	active int       // how many use the bytes, which Close unmaps
	closed bool
	region mmap.Region // of Open
	owned  []io.Closer
}

// source is the bytes of an archive.
type source struct {
	ra     io.ReaderAt
	size   int64
	memory []byte // the archive's beginning, with all its members, where it is in memory or mapped; else nil
}

// Open opens the named archive, which must be a regular file, and reads its
// directory: nothing of a member is read before it is asked for.
//
// The file is mapped into memory, which makes View possible. Nobody may shorten it while
// the Reader is open: touching what is gone kills the program (SIGBUS), as with
// every mapping, or is a panic for who asks for that by debug.SetPanicOnFault; the Reader can
// be closed then, and used again. A file that is replaced by another one, as WriteFile and AppendFile do,
// may be: the Reader goes on to see the old one. Where the
// system cannot map files, the archive is read with ReadAt.
//
// If a crash has cut AppendFile short in the middle of a change in place, Open
// reads the archive as it was before; see Recover.
//
// An error about the archive is a *header.Error, of kind ErrArchive or
// header.ErrLimit; one from the operating system is the *fs.PathError that it is.
//
// Options: MaxMembers, MaxTotalBytes; for what is read later, MaxMemberBytes,
// SkipChecksum, Workers, Arrays.
func Open(name string, opts ...Option) (*Reader, error) {
	r := newReader(opts)
	r.name = name
	opened := false
	defer func() {
		if !opened { // or after a panic
			r.release()
		}
	}()
	if err := r.open(); err != nil {
		return nil, err
	}
	opened = true
	return r, nil
}

func (r *Reader) open() error {
	err := mapWhole(&r.region, r.name, mmap.ReadOnly)
	var missing *fs.PathError
	switch {
	case err == nil:
		r.src = inMemory(r.region.Data())
	case errors.As(err, &missing):
		return err
	default: // no system for it, or no room in the address space
		if err := r.openUnmapped(); err != nil {
			return err
		}
	}
	j, err := openJournal(r.name, r.src.size)
	if err != nil {
		return err
	}
	if j != nil {
		r.src.ra = j.overlay(r.src.ra)
		r.src.size = j.size
		if r.src.memory != nil {
			r.src.memory = r.src.memory[:j.tail]
		}
	}
	return withStranger(r.readDirectory(), r.name)
}

// mapWhole is a variable for the test of systems without it.
var mapWhole = (*mmap.Region).Open

func (r *Reader) openUnmapped() error {
	st, err := os.Stat(r.name)
	if err != nil {
		return err
	}
	if !st.Mode().IsRegular() { // opening a pipe would wait for somebody to write to it
		return &fs.PathError{Op: "open", Path: r.name, Err: errors.New("not a regular file: use ReadFrom")}
	}
	f, err := os.Open(r.name)
	if err != nil {
		return err
	}
	r.owned = append(r.owned, f)
	if st, err = f.Stat(); err != nil {
		return err
	}
	r.src = source{ra: f, size: st.Size()}
	return nil
}

func inMemory(b []byte) source {
	return source{ra: bytes.NewReader(b), size: int64(len(b)), memory: b}
}

// NewReader reads an archive of size bytes from anything with ReadAt, which must
// allow concurrent calls: an *os.File, say, or an object in a store. Bytes in memory
// are better read with OpenBytes.
//
// The directory costs one ReadAt of up to 64 KiB at the end, and another one if
// it is longer. A member that is read whole costs a few, or a single call of
// ReadRange(off, n int64) (io.ReadCloser, error) if ra has such a method: where each
// call is a journey, as over HTTP. Close does not close ra. Errors and options are as for Open.
func NewReader(ra io.ReaderAt, size int64, opts ...Option) (*Reader, error) {
	r := newReader(opts)
	r.src = source{ra: ra, size: size}
	if err := r.readDirectory(); err != nil {
		return nil, err
	}
	return r, nil
}

// OpenBytes reads an archive that is in memory: nothing of it is copied, and View
// shares it. b must not be changed while the Reader or a View is in use. Errors and
// options are as for Open.
func OpenBytes(b []byte, opts ...Option) (*Reader, error) {
	r := newReader(opts)
	r.src = inMemory(b)
	if err := r.readDirectory(); err != nil {
		return nil, err
	}
	return r, nil
}

func newReader(opts []Option) *Reader {
	o := collect(opts)
	r := &Reader{o: o, name: o.name, team: newTeam(o.workers)}
	r.idle.L = &r.mu
	return r
}

// readDirectory reads and indexes the directory.
func (r *Reader) readDirectory() error {
	dir, err := zipfmt.ReadDirectory(r.src.ra, r.src.size, r.o.maxMembers)
	if err != nil {
		return zipError(err, r.name)
	}
	r.dir = dir
	r.members = make(map[string]int, len(dir.Entries))
	total := int64(0)
	for i := range dir.Entries {
		e := &dir.Entries[i]
		if _, twice := r.members[e.Name]; twice {
			return &header.Error{Kind: ErrArchive, Name: r.name, Offset: e.Offset, Detail: fmt.Sprintf(
				"two members are called %q, and readers do not agree on which of them counts: remove one, as with zip -d", e.Name)}
		}
		r.members[e.Name] = i
		if total += e.Size; total < 0 {
			return &header.Error{Kind: ErrArchive, Name: r.name, Offset: -1, Detail: "the sizes of the members add up to more than 2^63 bytes"}
		}
	}
	if limit := r.o.maxTotal; limit >= 0 && total > limit {
		return errLimit(r.name, "the members have more bytes than allowed", total, limit, "MaxTotalBytes")
	}
	if r.src.memory != nil { // what lies behind the members is not theirs
		r.src.memory = r.src.memory[:dir.Offset:dir.Offset]
	}
	return nil
}

// zipError is an error of zipfmt as one of this package's.
func zipError(err error, name string) error {
	var e *zipfmt.Error
	if !errors.As(err, &e) {
		return &header.Error{Name: name, Offset: -1, Cause: err}
	}
	if e.Name != "" {
		name = label(name, e.Name)
	}
	kind, detail, cause := ErrArchive, e.Detail, e.Cause
	switch e.Kind {
	case zipfmt.Unsupported:
		cause = errors.ErrUnsupported
	case zipfmt.Limit:
		kind, detail = header.ErrLimit, detail+": raise it with npz.MaxMembers"
	case zipfmt.Failed:
		kind, detail = nil, ""
	}
	return &header.Error{Kind: kind, Name: name, Offset: e.Offset, Detail: detail, Cause: cause}
}

// label is what errors call a member, whose name can be anything.
func label(archive, member string) string {
	const most = 200
	if len(member) > most {
		member = member[:most] + "..."
	}
	if !utf8.ValidString(member) || strings.ContainsFunc(member, func(r rune) bool { return !unicode.IsPrint(r) }) {
		member = strconv.Quote(member)
	}
	if archive == "" {
		return member
	}
	return archive + ":" + member
}

// Name is what errors call the archive: the file's name, or that of the option Name.
func (r *Reader) Name() string { return r.name }

// Close unmaps or closes what Open opened, and waits for reads that are under
// way; it must not be called by one of them, as from a Progress function. Every Array that View gave must be out of use by then: touching one
// afterwards kills the program. Closing again does nothing.
func (r *Reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil
	}
	r.closed = true
	for r.active > 0 {
		r.idle.Wait()
	}
	r.src.memory = nil
	r.blocks.clear()
	r.forgetAll()
	return r.release()
}

func (r *Reader) release() error {
	errs := []error{r.region.Close()}
	for _, c := range r.owned {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// use keeps Close waiting until done is called. Within it, it may be called again;
// once Close has begun to wait, that is an error.
func (r *Reader) use() (done func(), err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case !r.closed:
		r.active++
		return r.done, nil
	case r.name == "":
		return nil, fmt.Errorf("npz: the archive is closed: %w", fs.ErrClosed)
	}
	return nil, &fs.PathError{Op: "read", Path: r.name, Err: fs.ErrClosed}
}

func (r *Reader) done() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.active--; r.active == 0 {
		r.idle.Broadcast()
	}
}
