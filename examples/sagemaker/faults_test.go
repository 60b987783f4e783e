package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
)

// client is a connection, for what net/http's client would not do.
type client struct {
	net.Conn
	r *bufio.Reader
}

func dial(t *testing.T, p *process) *client {
	t.Helper()
	c, err := net.Dial("tcp", p.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return &client{c, bufio.NewReader(c)}
}

// post sends the headers of a request with a body of n bytes.
func (c *client) post(t *testing.T, n int, head string) {
	t.Helper()
	if _, err := fmt.Fprintf(c, "POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-npy\r\nContent-Length: %d\r\n%s\r\n", n, head); err != nil {
		t.Fatal(err)
	}
}

func (c *client) send(t *testing.T, b []byte) {
	t.Helper()
	if _, err := c.Write(b); err != nil {
		t.Fatal(err)
	}
}

// answer reads an answer and its body.
func (c *client) answer(t *testing.T) (status int, body []byte) {
	t.Helper()
	a, err := http.ReadResponse(c.r, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if body, err = io.ReadAll(a.Body); err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, body
}

func (c *client) status(t *testing.T) int {
	t.Helper()
	status, _ := c.answer(t)
	return status
}

// closed waits until the server closes, without a byte before.
func (c *client) closed(t *testing.T) {
	t.Helper()
	b, err := c.r.ReadByte()
	var timeout net.Error
	if err == nil || errors.As(err, &timeout) && timeout.Timeout() {
		t.Errorf("the connection is not closed: %q, %v", b, err)
	}
}

// TestSlow has clients that send nothing, too little, or take nothing: each is given
// up after its time, and the server serves on.
func TestSlow(t *testing.T) {
	body := file(t, matrix(100, 1))
	tests := []struct {
		name    string
		timeout string
		talk    func(*testing.T, *process, *client)
	}{
		{"nothing", "-header-timeout=200ms", func(t *testing.T, _ *process, c *client) { c.closed(t) }},
		{"half of the headers", "-header-timeout=200ms", func(t *testing.T, _ *process, c *client) {
			c.send(t, []byte("POST /invocations HTTP/1.1\r\nHost: x\r\n"))
			c.closed(t)
		}},
		{"half of the body", "-read-timeout=200ms", func(t *testing.T, _ *process, c *client) {
			c.post(t, len(body), "")
			c.send(t, body[:len(body)/2])
			if status := c.status(t); status != http.StatusRequestTimeout {
				t.Errorf("status %d", status)
			}
			c.closed(t)
		}},
		{"a body in drops", "-read-timeout=300ms", func(t *testing.T, _ *process, c *client) {
			c.post(t, len(body), "")
			go func() {
				for i := range body {
					if _, err := c.Write(body[i : i+1]); err != nil {
						return
					}
					time.Sleep(5 * time.Millisecond)
				}
			}()
			if status := c.status(t); status != http.StatusRequestTimeout {
				t.Errorf("status %d", status)
			}
		}},
		{"nothing after a request", "-idle-timeout=200ms", func(t *testing.T, _ *process, c *client) {
			c.post(t, len(body), "")
			c.send(t, body)
			if status := c.status(t); status != http.StatusOK {
				t.Errorf("status %d", status)
			}
			c.closed(t)
		}},
		{"the answer not taken", "-write-timeout=500ms", func(t *testing.T, p *process, c *client) {
			c.Conn.(*net.TCPConn).SetReadBuffer(4 << 10)
			large := file(t, npy.Array[float64]{Data: make([]float64, 3*900_000), Shape: []int{900_000, 3}})
			c.post(t, len(large), "")
			c.send(t, large)
			if line := p.wait(t, `"msg":"request"`); !strings.Contains(line, `"cut":true`) {
				t.Errorf("log: %s", line)
			}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, []string{"TEST_RUN_STATS=1"}, test.timeout)
			before := p.askStats(t)
			test.talk(t, p, dial(t, p))
			p.settles(t, before.Goroutines)
			y, err := npyhttp.Post[float64](t.Context(), nil, p.url("/invocations"), matrix(5, 2))
			if err != nil || !equal(y, naive(matrix(5, 2))) {
				t.Errorf("the next request: %v, %v", y, err)
			}
		})
	}
}

// TestDrain stops the server while a request is on its way: it gets its answer, others get
// no connection.
func TestDrain(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(s.String(), func(t *testing.T) {
			p := start(t, nil)
			body := file(t, matrix(50_000, 3))
			slow, idle := dial(t, p), dial(t, p)
			idle.post(t, 0, "")
			idle.status(t)
			slow.post(t, len(body), "")
			slow.send(t, body[:1000])
			time.Sleep(50 * time.Millisecond) // the server has seen its headers
			if err := p.cmd.Process.Signal(s); err != nil {
				t.Skip(err) // Windows
			}
			p.wait(t, `"msg":"draining"`)
			idle.closed(t)
			refused(t, p)
			for rest := body[1000:]; len(rest) > 0; {
				n := min(len(rest), 200_000)
				slow.send(t, rest[:n])
				rest = rest[n:]
				time.Sleep(10 * time.Millisecond)
			}
			status, answer := slow.answer(t)
			if want := file(t, naive(matrix(50_000, 3))); status != http.StatusOK || !bytes.Equal(answer, want) {
				t.Errorf("status %d, %d bytes", status, len(answer))
			}
			if status := p.exit(t); status != 0 {
				t.Errorf("exit status %d", status)
			}
		})
	}
}

// refused waits until no connection is taken.
func refused(t *testing.T, p *process) {
	t.Helper()
	for range 200 {
		c, err := net.Dial("tcp", p.addr)
		if err != nil {
			return
		}
		c.Close()
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("connections are still taken")
}

// TestDrainDeadline has a request that never ends: the server does.
func TestDrainDeadline(t *testing.T) {
	p := start(t, nil, "-drain-timeout=200ms")
	c := dial(t, p)
	c.post(t, 1000, "")
	c.send(t, file(t, matrix(1, 1))[:100])
	time.Sleep(50 * time.Millisecond)
	p.terminate(t)
	if status := p.exit(t); status != 1 {
		t.Errorf("exit status %d, want 1", status)
	}
	if !strings.Contains(p.log(), "cut off") {
		t.Error("the log does not say that requests were cut off")
	}
}

// TestFailures has what keeps a server from serving: it says so, and ends.
func TestFailures(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, modelFile), []byte("no archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, taken, _ := net.SplitHostPort(l.Addr().String())
	tests := []struct {
		name   string
		env    string
		args   []string
		status int
		log    string
	}{
		{"broken model", "SM_MODEL_DIR=" + dir, []string{"serve"}, 1, modelFile},
		{"port taken", "SAGEMAKER_BIND_TO_PORT=" + taken, []string{"serve"}, 1, "address already in use"},
		{"no command", "", nil, 2, "serve"},
		{"train", "", []string{"train"}, 2, "serve"},
		{"help", "", []string{"serve", "-h"}, 0, "read-timeout"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := launch(t, os.Args[0], []string{test.env}, test.args...)
			if status := p.exit(t); status != test.status {
				t.Errorf("exit status %d, want %d", status, test.status)
			}
			if !strings.Contains(p.log(), test.log) {
				t.Errorf("no %q in the log", test.log)
			}
		})
	}
}
