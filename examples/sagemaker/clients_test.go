package main

import (
	"bytes"
	"debug/elf"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
)

// TestGo is the client of this module, with a model of its own.
func TestGo(t *testing.T) {
	dir := t.TempDir()
	if err := npz.WriteFile(filepath.Join(dir, modelFile), map[string]npy.AnyArray{
		"W": npy.Array[float32]{Data: []float32{2, 3}, Shape: []int{2, 1}}, "b": npy.Array[float32]{Data: []float32{1}},
	}); err != nil {
		t.Fatal(err)
	}
	p := start(t, []string{"SM_MODEL_DIR=" + dir})
	x := npy.Array[float32]{Data: []float32{1, 1, 10, 100}, Shape: []int{2, 2}}
	y, err := npyhttp.Post[float64](t.Context(), nil, p.url("/invocations"), x)
	if err != nil || !equal(y, npy.Array[float64]{Data: []float64{6, 321}, Shape: []int{2, 1}}) {
		t.Errorf("%v, %v", y, err)
	}
	_, err = npyhttp.Post[float64](t.Context(), nil, p.url("/invocations"), npy.Array[float32]{Data: x.Data[:3]})
	if e, ok := err.(*npyhttp.Error); !ok || e.Status != http.StatusUnprocessableEntity || !strings.Contains(e.Detail, "(rows, 2)") {
		t.Errorf("a wrong shape: %v", err)
	}
}

// TestCurl runs what README.md shows.
func TestCurl(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("there is no curl")
	}
	p := start(t, nil)
	dir := t.TempDir()
	if err := npy.WriteFile(filepath.Join(dir, "x.npy"), matrix(1000, 1)); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		cmd := exec.Command(curl, append([]string{"-sS", "--max-time", "20"}, args...)...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("curl %q: %v: %s", args, err, out)
		}
		return string(out)
	}
	if out := run("-f", p.url("/ping")); out != "" {
		t.Errorf("ping: %q", out)
	}
	run("-f", "--data-binary", "@x.npy", "-H", "Content-Type: application/x-npy", "-o", "y.npy", p.url("/invocations"))
	if y, err := npy.ReadFile[float64](filepath.Join(dir, "y.npy")); err != nil || !equal(y, naive(matrix(1000, 1))) {
		t.Errorf("y.npy: %v", err)
	}
	want, _ := json.Marshal(npy.Nested(naive(matrix(1000, 1))))
	if out := run("-f", "--data-binary", "@x.npy", "-H", "Accept: application/json", p.url("/invocations")); out != string(want)+"\n" {
		t.Errorf("JSON: %.100s", out)
	}
	if out := run("--data-binary", "@x.npy", "-H", "Content-Type: text/csv", "-w", "%{http_code}", p.url("/invocations")); !strings.HasSuffix(out, "415") {
		t.Errorf("CSV: %s", out)
	}
}

// TestPython is NumPy and the standard library.
func TestPython(t *testing.T) {
	runPython(t, "NPYGO_PYTHON", "NPYGO_REQUIRE_NUMPY", "plain")
}

// TestSageMaker is AWS's own code: the serializers of the SageMaker SDK, the coders of
// its inference toolkit, and boto3, each against this server.
func TestSageMaker(t *testing.T) {
	runPython(t, "NPYGO_SAGEMAKER_PYTHON", "NPYGO_REQUIRE_SAGEMAKER", "sdk", "toolkit", "boto3")
}

// runPython runs parts of testdata/clients.py with the Python that a variable names.
// Without it the test is skipped, unless required=1 forbids that.
func runPython(t *testing.T, variable, required string, parts ...string) {
	python := os.Getenv(variable)
	if python == "" {
		if os.Getenv(required) == "1" {
			t.Fatalf("%s does not name a Python that has the packages", variable)
		}
		t.Skip(variable + " names no Python")
	}
	p := start(t, nil)
	for _, part := range parts {
		t.Run(part, func(t *testing.T) {
			cmd := exec.Command(python, filepath.Join("testdata", "clients.py"), part, "http://"+p.addr)
			cmd.Env = append(os.Environ(), "PYTHONUTF8=1", "PYTHONDONTWRITEBYTECODE=1", "OPENBLAS_NUM_THREADS=1", "NO_PROXY=127.0.0.1",
				"HOME="+t.TempDir(), "AWS_EC2_METADATA_DISABLED=true")
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			t.Logf("%s", bytes.TrimSpace(out))
		})
	}
}

// TestScratch builds as the Dockerfile does, and runs what comes out without a file
// beside it, as FROM scratch has it: no libraries, no root.
func TestScratch(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the image is one of Linux")
	}
	dir := t.TempDir()
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", filepath.Join(dir, "server"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	f, err := elf.Open(filepath.Join(dir, "server"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, section := range f.Progs {
		if section.Type == elf.PT_INTERP {
			t.Error("the binary is linked dynamically")
		}
	}
	runScratch(t, dir)
}
