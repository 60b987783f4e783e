package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestMain makes this binary the server when a test wants one: main itself, in a
// process of its own, with real signals.
func TestMain(m *testing.M) {
	if os.Getenv("TEST_RUN_MAIN") == "1" {
		if os.Getenv("TEST_RUN_STATS") == "1" {
			go serveStats()
		}
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// process is a running server.
type process struct {
	cmd   *exec.Cmd
	addr  string // host:port of the service
	stats string // host:port of serveStats, if that was wanted
	ended chan struct{}

	mu    sync.Mutex
	lines []string // of the log
	more  chan struct{}
}

func (p *process) url(path string) string { return "http://" + p.addr + path }

// start runs the server on a free port, and waits until it has its model. env is
// added to ours.
func start(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	p := launch(t, os.Args[0], env, append([]string{"serve"}, args...)...)
	listening := p.wait(t, `"msg":"listening"`)
	var line struct{ Address string }
	if err := json.Unmarshal([]byte(listening), &line); err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(line.Address)
	if err != nil {
		t.Fatal(err)
	}
	p.addr = "127.0.0.1:" + port
	p.wait(t, `"msg":"model loaded"`)
	return p
}

// launch runs a binary with these arguments. The process is gone when the test ends.
func launch(t *testing.T, binary string, env []string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(binary, args...), ended: make(chan struct{}), more: make(chan struct{}, 1)}
	p.cmd.Env = append(append(os.Environ(), "TEST_RUN_MAIN=1", "SAGEMAKER_BIND_TO_PORT=0", "SM_MODEL_DIR="+t.TempDir()), env...)
	p.run(t)
	return p
}

func (p *process) run(t *testing.T) {
	t.Helper()
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		for s := bufio.NewScanner(stderr); s.Scan(); {
			p.mu.Lock()
			p.lines = append(p.lines, s.Text())
			p.mu.Unlock()
			select {
			case p.more <- struct{}{}:
			default:
			}
		}
		p.cmd.Wait()
	}()
	t.Cleanup(func() {
		p.cmd.Process.Kill()
		<-p.ended
		if t.Failed() {
			log := p.log()
			t.Logf("the server's log ends with\n%s", log[max(0, len(log)-4000):])
		}
	})
}

func (p *process) log() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.lines, "\n")
}

const patience = 20 * time.Second

// wait waits for a line of the log with text in it.
func (p *process) wait(t *testing.T, text string) string {
	t.Helper()
	timeout := time.After(patience)
	for next := 0; ; {
		p.mu.Lock()
		lines := p.lines[next:]
		next = len(p.lines)
		p.mu.Unlock()
		for _, line := range lines {
			if strings.Contains(line, text) {
				return line
			}
		}
		select {
		case <-p.more:
		case <-p.ended:
			if !strings.Contains(p.log(), text) {
				t.Fatalf("the server ended without %q in its log", text)
			}
			next = 0
		case <-timeout:
			t.Fatalf("the server did not log %q", text)
		}
	}
}

// exit waits for the end and gives the exit status.
func (p *process) exit(t *testing.T) int {
	t.Helper()
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		t.Fatal("the server did not end")
		return -1
	}
}

func (p *process) terminate(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGTERM")
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
}

// serverStats is what a server process tells of itself.
type serverStats struct {
	Goroutines int
	Heap       uint64 // bytes alive after a collection
}

// serveStats listens on a port of its own, which it prints.
func serveStats() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	os.Stderr.WriteString("stats on " + l.Addr().String() + "\n")
	http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		var m runtime.MemStats
		runtime.GC()         // leaves what a sync.Pool holds
		debug.FreeOSMemory() // collects again, and gives back all that is free
		runtime.ReadMemStats(&m)
		json.NewEncoder(w).Encode(serverStats{Goroutines: runtime.NumGoroutine(), Heap: m.HeapAlloc})
	}))
}

// askStats asks serveStats, which the process runs with TEST_RUN_STATS=1.
func (p *process) askStats(t *testing.T) (s serverStats) {
	t.Helper()
	if p.stats == "" {
		_, p.stats, _ = strings.Cut(p.wait(t, "stats on "), "stats on ")
	}
	answer, err := http.Get("http://" + p.stats)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

// settles waits until no more goroutines are left than there were.
func (p *process) settles(t *testing.T, goroutines int) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		n := p.askStats(t).Goroutines
		if n <= goroutines {
			return
		}
		if time.Now().After(deadline) {
			t.Errorf("%d goroutines are left, %d before", n, goroutines)
			return
		}
	}
}
