package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	soakClients  = 16
	soakRounds   = 4               // the first one warms up
	soakRequests = 2_000_000       // at most, of which each leaves a line of the server's log in our memory: 2m have seen 570,000
	soakTimeout  = 2 * time.Second // for a request to arrive
)

// TestSoak has 16 clients send requests of all sizes, and among them bodies that are
// malformed, cut, or slow. Every answer is compared. After each round the clients
// pause, and the server must have as much memory and as many goroutines as before.
//
// It takes 5 s, or what NPYGO_SOAK says ("2m"), or fewer if soakRequests have been sent
// before, and logs its figures.
func TestSoak(t *testing.T) {
	length := 5 * time.Second
	if testing.Short() {
		length = time.Second
	}
	if s := os.Getenv("NPYGO_SOAK"); s != "" {
		var err error
		if length, err = time.ParseDuration(s); err != nil {
			t.Fatal(err)
		}
	}
	p := start(t, []string{"TEST_RUN_STATS=1"}, "-read-timeout="+soakTimeout.String())
	idle := p.askStats(t)
	s := newSoak(t, p)
	var rounds []round
	for i := range soakRounds {
		rounds = append(rounds, s.round(t, uint64(i), length/soakRounds, soakRequests/soakRounds, idle.Goroutines))
		if t.Failed() {
			return
		}
	}
	s.report(t, rounds)
	warm := rounds[1]
	for i, r := range rounds[2:] {
		if r.Heap > warm.Heap+2<<20 {
			t.Errorf("round %d: %d bytes of heap are alive, %d after the warm-up", i+2, r.Heap, warm.Heap)
		}
		if raceEnabled { // its shadow memory is never given back
			continue
		}
		if r.rss > warm.rss+16<<20 {
			t.Errorf("round %d: %d bytes resident at rest, %d after the warm-up", i+2, r.rss, warm.rss)
		}
		if r.peak > 2*warm.peak+64<<20 { // which large requests fall together is chance
			t.Errorf("round %d: %d bytes resident, %d in the first round after the warm-up", i+2, r.peak, warm.peak)
		}
	}
	for i := range s.kinds {
		if s.counts[i].Load() == 0 && length >= time.Minute {
			t.Errorf("no request of the kind %q", s.kinds[i].name)
		}
	}
}

type soak struct {
	p       *process
	client  *http.Client
	kinds   []kind
	counts  []atomic.Int64 // by kind
	in, out atomic.Int64   // bytes
	late    atomic.Int64   // requests of well-behaved clients that did not arrive in time
	left    atomic.Int64   // requests that the round may begin
}

func newSoak(t *testing.T, p *process) *soak {
	s := &soak{p: p, kinds: kinds(t), client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: soakClients}}}
	s.counts = make([]atomic.Int64, len(s.kinds))
	return s
}

// round is what a round left behind.
type round struct {
	serverStats
	rss  uint64 // at rest, in bytes
	peak uint64 // the most that was resident, sampled
	took time.Duration
}

// round runs the clients for a while, or until they have sent so many requests, and then
// waits until the server is at rest.
func (s *soak) round(t *testing.T, seed uint64, length time.Duration, requests int64, goroutines int) (r round) {
	start := time.Now()
	s.left.Store(requests)
	var clients sync.WaitGroup
	for i := range soakClients {
		clients.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(i)))
			for time.Since(start) < length && s.left.Add(-1) >= 0 && !t.Failed() {
				s.one(t, random)
			}
		})
	}
	done := make(chan struct{})
	go func() {
		clients.Wait()
		close(done)
	}()
	for running := true; running; {
		r.peak = max(r.peak, s.resident())
		select {
		case <-done:
			running = false
		case <-time.After(20 * time.Millisecond):
		}
	}
	r.took = time.Since(start)
	s.client.CloseIdleConnections()
	s.p.settles(t, goroutines)
	r.serverStats = s.p.askStats(t)
	r.rss = s.resident()
	return r
}

// one does a request of a kind by chance.
func (s *soak) one(t *testing.T, random *rand.Rand) {
	pick := random.IntN(weights(s.kinds))
	i := slices.IndexFunc(s.kinds, func(k kind) bool {
		pick -= k.weight
		return pick < 0
	})
	in, out, err := s.kinds[i].do(s, random)
	if err != nil {
		t.Errorf("%s: %v", s.kinds[i].name, err)
	}
	s.counts[i].Add(1)
	s.in.Add(int64(in))
	s.out.Add(int64(out))
}

func weights(list []kind) (sum int) {
	for _, k := range list {
		sum += k.weight
	}
	return sum
}

// resident is the memory that the server holds, 0 if the system does not tell.
func (s *soak) resident() uint64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, _ := strconv.ParseUint(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kib << 10
		}
	}
	return 0
}

func (s *soak) total() (n int64) {
	for i := range s.counts {
		n += s.counts[i].Load()
	}
	return n
}

func (s *soak) report(t *testing.T, rounds []round) {
	total, length, byStatus := s.total(), time.Duration(0), map[string]int64{}
	for _, r := range rounds {
		length += r.took
	}
	for i, k := range s.kinds {
		byStatus[k.answer] += s.counts[i].Load()
	}
	const mib = 1 << 20
	t.Logf("%d requests of %d clients in %v, %.0f/s; %d MiB in, %d MiB out; %s %s/%s, %d CPUs", total, soakClients, length.Round(time.Millisecond), float64(total)/length.Seconds(),
		s.in.Load()/mib, s.out.Load()/mib, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	for _, answer := range slices.Sorted(maps.Keys(byStatus)) {
		t.Logf("%8d answered by %s", byStatus[answer], answer)
	}
	if n := s.late.Load(); n > 0 {
		t.Logf("%8d of these not in time, since the machine was overloaded", n)
	}
	for i, r := range rounds {
		t.Logf("round %d: at rest %.2f MiB of heap, %.1f MiB resident, %d goroutines; at most %.0f MiB resident",
			i, float64(r.Heap)/mib, float64(r.rss)/mib, r.Goroutines, float64(r.peak)/mib)
	}
}
