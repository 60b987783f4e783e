package interop_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/interop/oracle"
)

// comparison is a header, and what the two make of it.
type comparison struct {
	file  []byte
	text  string // of the file's header
	plain string // the same without escapes
	numpy []byte // the header that NumPy writes for what it read; nothing if it refuses
	ours  []byte
	h     header.Header
	err   error
	odd   []string // what oracle/odd.py finds in it; only if the two disagree
}

// compareAll has NumPy read the headers, and asks again about those of which the two make different things.
func compareAll(o *oracle.Oracle, files [][]byte) ([]*comparison, error) {
	verdicts, err := o.Headers(files)
	if err != nil {
		return nil, err
	}
	list := make([]*comparison, len(files))
	var different []*comparison
	var texts [][]byte
	for i, file := range files {
		c := compare(file, verdicts[i])
		if list[i] = c; !c.same() && !c.crashed() {
			different, texts = append(different, c), append(texts, file)
		}
	}
	odd, err := o.Oddities(texts)
	for i, names := range odd {
		different[i].odd = names
	}
	return list, err
}

func compare(file, numpy []byte) *comparison {
	c := &comparison{file: file, numpy: numpy}
	h, _, err := header.Parse(file)
	if err == nil {
		written := h
		written.Version = 0
		c.ours, err = written.AppendBinary(nil)
	}
	c.h, c.err = h, err
	return c
}

func (c *comparison) same() bool { return bytes.Equal(c.numpy, c.ours) }

func (c *comparison) crashed() bool { return string(c.numpy) == oracle.Crashed }

func (c *comparison) String() string {
	return fmt.Sprintf("%q\nNumPy: %q\nours:  %q, %v\nodd:   %q", c.file, c.numpy, c.ours, c.err, c.odd)
}

// TestHeaders: of headers at random we accept what NumPy accepts, and understand them as it does, but for the differences listed.
func TestHeaders(t *testing.T) {
	compareHeaders(t, ask, differences, *headersFlag)
}

// TestHeadersOld: the same for NumPy 1, whose differences from us are its differences from NumPy 2.
func TestHeadersOld(t *testing.T) {
	compareHeaders(t, askOld, slices.Concat(differences, oldDifferences), min(*headersFlag, 200_000)/2)
}

func compareHeaders(t *testing.T, ask func(testing.TB) *oracle.Oracle, known []difference, count uint64) {
	const batch = 4000
	golden := corpus(t)
	var mu sync.Mutex
	var numpy string
	total := tally{seen: make([]uint64, len(known))}
	var wg sync.WaitGroup
	workers := uint64(min(runtime.GOMAXPROCS(0), 4))
	for worker := range workers {
		o := ask(t)
		numpy = o.NumPy
		wg.Go(func() {
			for from := worker * batch; from < count; from += workers * batch {
				files := make([][]byte, min(batch, count-from))
				for i := range files {
					g := grammar{rand.New(rand.NewPCG(*seedFlag, from+uint64(i)))}
					files[i] = randomFile(g, golden)
				}
				list, err := compareAll(o, files)
				mu.Lock()
				if err != nil {
					t.Error(err)
					mu.Unlock()
					return
				}
				for _, c := range list {
					total.add(t, c, known)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	total.report(t, numpy, known)
}

// tally counts what the comparisons found.
type tally struct {
	compared, accepted, unknown uint64
	seen                        []uint64 // of each known difference
}

func (n *tally) add(t *testing.T, c *comparison, known []difference) {
	n.compared++
	if len(c.numpy) > 0 {
		n.accepted++
	}
	if c.crashed() {
		t.Logf("NumPy does not survive %q", c.file)
		return
	}
	if c.same() {
		return
	}
	c.text = textOf(c.file)
	c.plain = plainText(c.text)
	for i, d := range known {
		if d.is(c) {
			n.seen[i]++
			return
		}
	}
	if n.unknown++; n.unknown <= mostShown {
		t.Errorf("a new difference: %v", c)
	}
}

func (n *tally) report(t *testing.T, numpy string, known []difference) {
	if n.compared > 0 && n.accepted < n.compared/4 {
		t.Errorf("NumPy accepts only %d of %d headers: too few to learn from", n.accepted, n.compared)
	}
	var list strings.Builder
	sum := uint64(0)
	for i, d := range known {
		fmt.Fprintf(&list, "\n%8d %s", n.seen[i], d.what)
		if d.rare > 0 && n.seen[i] > 20+n.compared/d.rare { // 20, since few headers are no measure
			t.Errorf("%d of %d headers, and not one in %d: %s", n.seen[i], n.compared, d.rare, d.what)
		}
		sum += n.seen[i]
	}
	t.Logf("the known differences:%s", list.String())
	tell(t, "%d headers, of which NumPy %s accepts %d; %d known differences, %d unknown", n.compared, numpy, n.accepted, sum, n.unknown)
}

const mostShown = 20
