package npz

import (
	"cmp"
	"errors"
	"slices"
	"sync"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// Load reads all arrays of the named archive, in parallel, by their keys. Each is as
// npy.ReadAny gives it, in memory of its own. The keys are Names: an archive of NumPy's with both "v" and "v.npy"
// has "v" and "v.npy.npy". Members that are no
// arrays are left out: Open and Bytes read them. An error of any one is the
// error of the whole, with a nil map.
//
// All members together may have DefaultMaxTotalBytes, unless MaxTotalBytes says
// otherwise.
//
// Options: MaxMembers, MaxMemberBytes, MaxTotalBytes, SkipChecksum, Workers, Progress, Arrays.
func Load(name string, opts ...Option) (map[string]npy.AnyArray, error) {
	r, err := Open(name, opts...)
	if err != nil {
		return nil, err
	}
	defer r.Close() // after a panic
	arrays, err := r.ReadAll()
	if closing := r.Close(); err == nil && closing != nil {
		return nil, closing
	}
	return arrays, err
}

// ReadAll is Load for an archive that is open.
//
// Options: as for npy.ReadAny.
func (r *Reader) ReadAll(opts ...npy.Option) (map[string]npy.AnyArray, error) {
	total, err := r.totalSize()
	if err != nil {
		return nil, err
	}
	order := make([]int, len(r.dir.Entries)) // the largest first: a small one at the end keeps nobody waiting
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(r.dir.Entries[j].Size, r.dir.Entries[i].Size) })

	done := tally{total: total, call: r.o.progress}
	arrays := make([]npy.AnyArray, len(order))
	err = r.team.each(len(order), func(k int) error {
		i := order[k]
		a, err := ReadAny(r, r.dir.Entries[i].Name, opts...)
		if err != nil && !errors.Is(err, header.ErrMagic) {
			return err
		}
		arrays[i] = a
		done.add(r.dir.Entries[i].Size)
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := make(map[string]npy.AnyArray, len(arrays))
	for i, a := range arrays {
		if a != nil {
			all[r.key(i)] = a
		}
	}
	return all, nil
}

// totalSize is the size of all members, which must not be more than is allowed.
func (r *Reader) totalSize() (int64, error) {
	total, limit := int64(0), r.o.maxTotal
	for i := range r.dir.Entries {
		total += r.dir.Entries[i].Size
	}
	if limit < 0 {
		limit = DefaultMaxTotalBytes
	}
	if total > limit {
		return 0, errLimit(r.name, "the members have more bytes than allowed", total, limit, "MaxTotalBytes")
	}
	return total, nil
}

// tally counts what is done, for Progress.
type tally struct {
	mu          sync.Mutex
	done, total int64
	call        func(done, total int64)
}

func (t *tally) add(n int64) {
	if t.call == nil || n == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done += n
	t.call(t.done, t.total)
}
