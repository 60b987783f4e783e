package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
)

// TestGuide builds and runs the programs of docs/arrays-over-http.md, each against the
// others.
func TestGuide(t *testing.T) {
	text, err := os.ReadFile("../../docs/arrays-over-http.md")
	if err != nil {
		t.Fatal(err)
	}
	programs := blocks(string(text), "go")
	if len(programs) != 4 {
		t.Fatalf("the guide has %d Go programs, want a server, a client, a server of files, and a reader of parts", len(programs))
	}
	address := freeAddress(t)
	server := build(t, programs[0], address)
	begin(t, address, server, t.TempDir())

	t.Run("Go", func(t *testing.T) {
		out, err := build(t, programs[1], address).CombinedOutput()
		if want := "[2 3] [0 2 4 6 8 10]\n"; err != nil || string(out) != want {
			t.Errorf("%v: %q, want %q", err, out, want)
		}
	})
	t.Run("Python", func(t *testing.T) {
		python := os.Getenv("NPYGO_PYTHON")
		if python == "" {
			if os.Getenv("NPYGO_REQUIRE_NUMPY") == "1" {
				t.Fatal("NPYGO_PYTHON names no Python")
			}
			t.Skip("NPYGO_PYTHON names no Python")
		}
		script := strings.ReplaceAll(blocks(string(text), "python")[0], "localhost:8080", address)
		cmd := exec.Command(python, "-c", script)
		cmd.Env = append(os.Environ(), "NO_PROXY=127.0.0.1")
		out, err := cmd.CombinedOutput()
		if want := "[[ 0.  2.  4.]\n [ 6.  8. 10.]]\n"; err != nil || string(out) != want {
			t.Errorf("%v: %q, want %q", err, out, want)
		}
	})
	t.Run("curl", func(t *testing.T) { guideCurl(t, blocks(string(text), "console")[0], address) })
	t.Run("files", func(t *testing.T) { guideFiles(t, programs[2], programs[3]) })
}

// guideCurl runs each line behind a $, and compares what stands below.
func guideCurl(t *testing.T, block, address string) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl")
	}
	dir := t.TempDir()
	x := npy.Array[float32]{Data: []float32{0, 1, 2, 3, 4, 5}, Shape: []int{2, 3}}
	if err := npy.WriteFile(filepath.Join(dir, "x.npy"), x); err != nil {
		t.Fatal(err)
	}
	for _, step := range strings.Split("\n"+block, "\n$ ")[1:] {
		command, want, _ := strings.Cut(step, "\n")
		cmd := exec.Command("sh", "-c", strings.Replace(command, "curl ", "curl -sS ", 1))
		cmd.Args[2] = strings.ReplaceAll(cmd.Args[2], "localhost:8080", address)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil || strings.TrimSpace(string(out)) != strings.TrimSpace(want) {
			t.Errorf("%s: %v: %q, want %q", command, err, out, want)
		}
	}
	y, err := npy.ReadFile[float32](filepath.Join(dir, "y.npy"))
	if err != nil || fmt.Sprint(y.Data, y.Shape) != "[0 2 4 6 8 10] [2 3]" {
		t.Errorf("y.npy: %v, %v", y, err)
	}
}

func guideFiles(t *testing.T, program, reader string) {
	dir, address := t.TempDir(), freeAddress(t)
	if err := os.Mkdir(filepath.Join(dir, "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	content := file(t, matrix(100, 1))
	if err := os.WriteFile(filepath.Join(dir, "data", "a.npy"), content, 0o644); err != nil {
		t.Fatal(err)
	}
	x := npy.Array[float32]{Data: []float32{0, 1, 2, 3, 4, 5}, Shape: []int{2, 3}}
	if err := npy.WriteFile(filepath.Join(dir, "data", "x.npy"), x); err != nil {
		t.Fatal(err)
	}
	begin(t, address, build(t, program, address), dir)
	if out, err := build(t, reader, address).CombinedOutput(); err != nil || string(out) != "[1 3] [3 4 5]\n" {
		t.Errorf("the reader of parts: %v: %q", err, out)
	}
	get := func(path string, head ...string) (*http.Response, []byte) {
		r, err := http.NewRequest("GET", "http://"+address+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(head); i += 2 {
			r.Header.Set(head[i], head[i+1])
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer, body
	}
	whole, body := get("/arrays/a.npy")
	etag := whole.Header.Get("ETag")
	if whole.StatusCode != 200 || whole.Header.Get("Content-Type") != npyhttp.ContentType || !bytes.Equal(body, content) || etag == "" {
		t.Errorf("whole: %v, %d bytes", whole, len(body))
	}
	if part, body := get("/arrays/a.npy", "Range", "bytes=128-151", "If-Match", etag); part.StatusCode != 206 || !bytes.Equal(body, content[128:152]) {
		t.Errorf("a range: %v, %d bytes", part, len(body))
	}
	if same, _ := get("/arrays/a.npy", "If-None-Match", etag); same.StatusCode != 304 {
		t.Errorf("the same: %v", same)
	}
	if other, _ := get("/arrays/a.npy", "If-Match", `"other"`); other.StatusCode != 412 {
		t.Errorf("another ETag: %v", other)
	}
	for _, name := range []string{"b.npy", "..%2f..%2fgo.mod", "."} {
		if none, _ := get("/arrays/" + name); none.StatusCode != 404 {
			t.Errorf("%s: %v", name, none)
		}
	}
}

// blocks are the fenced blocks of a language.
func blocks(text, language string) (list []string) {
	for _, part := range strings.Split(text, "\n```"+language+"\n")[1:] {
		block, _, _ := strings.Cut(part, "\n```")
		list = append(list, block)
	}
	return list
}

// build makes a command of a program, which has address where it says
// localhost:8080.
func build(t *testing.T, program, address string) *exec.Cmd {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile("go.sum")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, content := range map[string]string{
		"main.go": strings.ReplaceAll(program, "localhost:8080", address),
		"go.mod":  "module guide\n\ngo 1.25\n\nrequire github.com/npygo/npygo v0.0.0\n\nreplace github.com/npygo/npygo => " + root + "\n",
		"go.sum":  string(sums),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "build", "-mod=mod", "-o", "program", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return exec.Command(filepath.Join(dir, "program"))
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// begin runs a server until the test ends.
func begin(t *testing.T, address string, server *exec.Cmd, dir string) {
	t.Helper()
	server.Dir = dir
	var log bytes.Buffer
	server.Stderr = &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
		if t.Failed() {
			t.Logf("the server's log: %s", log.Bytes())
		}
	})
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		c, err := net.Dial("tcp", address)
		if err == nil {
			c.Close()
			return
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}
