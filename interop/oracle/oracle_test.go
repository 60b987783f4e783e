package oracle

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

func begin(t *testing.T) *Oracle {
	t.Helper()
	python := os.Getenv("NPYGO_PYTHON")
	if python == "" {
		if os.Getenv("NPYGO_REQUIRE_NUMPY") == "1" {
			t.Fatal("NPYGO_PYTHON does not name a Python with NumPy")
		}
		t.Skip("NPYGO_PYTHON names no Python")
	}
	o, err := Start(python)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

var header = []byte("\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }" + strings.Repeat(" ", 60) + "\n")

// works checks that the oracle answers.
func works(t *testing.T, o *Oracle) {
	t.Helper()
	loose := bytes.Replace(header, []byte(", }"), []byte("}  "), 1)
	verdicts, err := o.Headers([][]byte{header, []byte("no header"), loose})
	if err != nil || len(verdicts) != 3 || !bytes.Equal(verdicts[0], header) || len(verdicts[1]) != 0 || !bytes.Equal(verdicts[2], header) {
		t.Fatalf("%q, %v", verdicts, err)
	}
}

func TestHeaders(t *testing.T) {
	o := begin(t)
	if o.NumPy == "" || o.Python == "" {
		t.Errorf("NumPy %q, Python %q", o.NumPy, o.Python)
	}
	works(t, o)
}

// TestException: an exception is an error, with its traceback, and the process goes on.
func TestException(t *testing.T) {
	o := begin(t)
	if _, err := o.LoadNPZ([]byte("no archive")); err == nil || errors.Is(err, ErrDied) || !strings.Contains(err.Error(), "Traceback") {
		t.Errorf("%v", err)
	}
	before := o.process
	works(t, o)
	if before == nil || o.process != before {
		t.Error("it was started again")
	}
}

// TestDeath: a crash is an error, with what the process said; the next call starts another.
func TestDeath(t *testing.T) {
	o := begin(t)
	if _, err := o.Call("die"); !errors.Is(err, ErrDied) || !strings.Contains(err.Error(), "the last words") {
		t.Errorf("%v", err)
	}
	works(t, o)
}

func TestTimeout(t *testing.T) {
	o := begin(t)
	o.Timeout = 50 * time.Millisecond
	if _, err := o.Call("sleep", []byte("60")); !errors.Is(err, ErrDied) {
		t.Errorf("%v", err)
	}
	o.Timeout = DefaultTimeout
	works(t, o)
}

// TestHeadersCrash: of a batch that NumPy does not survive, only the header at fault is lost.
func TestHeadersCrash(t *testing.T) {
	o := begin(t)
	fatal := bytes.Replace(header, []byte("'<f8'"), []byte("'M8[s/0]'"), 1) // a division by zero in NumPy 2.4
	verdicts, err := o.Headers([][]byte{header, header, fatal, header})
	if err != nil || len(verdicts) != 4 {
		t.Fatalf("%q, %v", verdicts, err)
	}
	for i, v := range verdicts {
		if i != 2 && !bytes.Equal(v, header) {
			t.Errorf("%d: %q", i, v)
		}
	}
	if got := string(verdicts[2]); got != Crashed && got != "" { // refused where NumPy is mended
		t.Errorf("%q", got)
	}
}

func TestNoPython(t *testing.T) {
	if _, err := Start("/no/such/python"); err == nil {
		t.Error("it starts")
	}
}
