package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/npygo/npygo/npy"
)

// runNpy runs the command line as a user does.
func runNpy(stdin io.Reader, args ...string) (stdout, stderr string, status int) {
	var out, errs bytes.Buffer
	if stdin == nil {
		stdin = strings.NewReader("")
	}
	status = run(args, stdin, &out, &errs)
	return out.String(), errs.String(), status
}

// mustRun is runNpy where nothing may go wrong.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	out, errs, status := runNpy(nil, args...)
	if status != 0 || errs != "" {
		t.Fatalf("npy %q: status %d, %s", args, status, errs)
	}
	return out
}

// save writes arrays into one new file and returns its name.
func save(t *testing.T, arrays ...npy.AnyArray) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "array.npy")
	var b []byte
	for _, a := range arrays {
		var err error
		if b, err = a.AppendBinary(b); err != nil {
			t.Fatal(err)
		}
	}
	write(t, name, b)
	return name
}

func write(t *testing.T, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(name, b, 0o666); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// readJSON reads one of the files that testdata/generate.py makes.
func readJSON(t *testing.T, name string, v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(read(t, filepath.Join("testdata", name))))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		t.Fatal(err)
	}
}

// pipe hides everything but Read, as a pipe does, and gives little at a time.
type pipe struct{ r io.Reader }

func (p pipe) Read(b []byte) (int, error) { return p.r.Read(b[:min(len(b), 1000)]) }

func TestVersion(t *testing.T) {
	if got := mustRun(t, "version"); !strings.HasPrefix(got, "npy ") || !strings.HasSuffix(got, ")\n") {
		t.Errorf("got %q", got)
	}
}

// TestHelp: what is not said has no value to be told.
func TestHelp(t *testing.T) {
	if got := mustRun(t, "zip", "--help"); strings.Contains(got, "default") {
		t.Errorf("got %s", got)
	}
	if got := mustRun(t, "unzip", "--help"); !strings.Contains(got, "(default 64GiB)") {
		t.Errorf("got %s", got)
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if got := mustRun(t, "completion", shell); !strings.Contains(got, "npy") {
			t.Errorf("%s: got %q", shell, got)
		}
	}
	if got, _, _ := runNpy(nil, "__complete", "info", ""); !strings.HasPrefix(got, "npy\nnpz\n:8\n") { // filter by the extension
		t.Errorf("completion of info: %q", got)
	}
	if got, _, _ := runNpy(nil, "__complete", "cat", "x.npy", ""); !strings.HasPrefix(got, ":4\n") { // no file names
		t.Errorf("completion of a slice: %q", got)
	}
}

func TestWrongCommands(t *testing.T) {
	file := save(t, npy.Array[int8]{})
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"inffo"}, "did you mean info?"},
		{[]string{"frobnicate"}, "npy help lists them"},
		{[]string{file}, "npy cat " + file},
		{[]string{"info"}, "info needs the name of a file"},
		{[]string{"cat"}, "cat needs the name of a file"},
		{[]string{"cat", file, "0,", "1"}, "needs quotes"},
		{[]string{"cat", file, "-1"}, "'[-1]'"},
		{[]string{"cat", file, "--format", "xml"}, "there are text, json, csv and tsv"},
		{[]string{"cat", file, "--precision", "-1"}, "starts at 0"},
		{[]string{"info", "--frob", file}, "unknown flag"},
		{[]string{"ls"}, "ls needs the name of an archive"},
		{[]string{"ls", file}, "is no archive: npy info"},
		{[]string{"zip", "x.npz"}, "npy zip out.npz a.npy b.npy"},
		{[]string{"zip", file, file}, "is no name for an archive"},
		{[]string{"zip", "--compress=10", "x.npz", file}, "the levels are 1 (fast) to 9 (small)"},
		{[]string{"zip", "--block=x", "x.npz", file}, "say a number of bytes"},
		{[]string{"unzip"}, "unzip needs the name of an archive"},
		{[]string{"unzip", file}, "is no archive"},
	} {
		out, errs, status := runNpy(nil, c.args...)
		if status != 1 || out != "" || !strings.Contains(errs, c.want) || !strings.HasPrefix(errs, "npy: ") {
			t.Errorf("npy %q: status %d, out %q, errors %q, want ... %q", c.args, status, out, errs, c.want)
		}
	}
}

// TestExamples runs what the help texts show, where the files are that they name.
func TestExamples(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "testdata", "demo"), os.DirFS("../../testdata/demo")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	tried := 0
	root := newRoot()
	commands := append(root.Commands(), root)
	slices.SortStableFunc(commands, func(a, b *cobra.Command) int { // first the one that makes demo.npz
		return int(one(b.Name() == "zip") - one(a.Name() == "zip"))
	})
	for _, cmd := range commands {
		for example := range strings.Lines(cmd.Example) {
			args := exampleArgs(t, strings.ReplaceAll(example, "https://example.org", server.URL))
			if args == nil {
				continue
			}
			tried++
			if out := mustRun(t, args...); out == "" && !slices.Contains(args, "--output") {
				t.Errorf("%q: no output", example)
			}
		}
	}
	if tried < 18 {
		t.Errorf("only %d examples found", tried)
	}
}

// exampleArgs does what the shell does, as far as the examples need it.
func exampleArgs(t *testing.T, line string) (args []string) {
	line, _, _ = strings.Cut(line, " #")                     // a remark
	line, _, _ = strings.Cut(strings.TrimSpace(line), " | ") // other programs
	line, _, _ = strings.Cut(line, " > ")
	if !strings.HasPrefix(line, "npy ") {
		return nil
	}
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			args = append(args, part)
			continue
		}
		for _, word := range strings.Fields(part) {
			names, err := filepath.Glob(word)
			if err != nil {
				t.Fatal(err)
			}
			if len(names) == 0 {
				names = []string{word}
			}
			args = append(args, names...)
		}
	}
	return args[1:]
}
