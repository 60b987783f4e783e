// Package oracle asks NumPy. It runs a Python that answers over a pipe what NumPy, zipfile, SciPy and ml_dtypes do with a
// header, an array or an archive, so that a test can compare millions of cases with what npygo does.
//
//	o, err := oracle.Start("python3")
//	verdicts, err := o.Headers(files)
//	err = o.Close()
//
// The process lives as long as the Oracle. If it dies, or does not answer in time, the call fails with what it last said on stderr, and the
// next call starts another one.
package oracle

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"time"
)

//go:embed odd.py
var odd string

//go:embed oddzip.py
var oddZip string

//go:embed oracle.py
var answers string

// DefaultTimeout is how long a call may take, on a machine that is busy with other things, too.
const DefaultTimeout = 5 * time.Minute

// ErrDied is the error of a call during which the process ended or was ended because it took too long.
var ErrDied = errors.New("the oracle died")

// Oracle is a Python process. Its methods may be called by one goroutine at a time.
type Oracle struct {
	Timeout time.Duration // of one call; DefaultTimeout unless set

	NumPy  string // the version, like "2.4.6"
	Python string // the version, like "3.11.7"

	path    string
	process *process // nil between a death and the next call
}

// Start starts the named Python, which needs NumPy, and for some calls SciPy and ml_dtypes.
func Start(python string) (*Oracle, error) {
	o := &Oracle{Timeout: DefaultTimeout, path: python}
	answer, err := o.Call("hello")
	if err != nil {
		return nil, err
	}
	if len(answer) != 2 {
		return nil, fmt.Errorf("oracle: %s answers %q, and not with two versions", python, answer)
	}
	o.NumPy, o.Python = string(answer[0]), string(answer[1])
	return o, nil
}

// Close ends the process.
func (o *Oracle) Close() error {
	if o.process == nil {
		return nil
	}
	err := o.process.close()
	o.process = nil
	return err
}

// Call calls a function of the process. An exception that it raises is the error, with its traceback; the process goes on. If the process
// dies, the error wraps ErrDied.
func (o *Oracle) Call(function string, args ...[]byte) ([][]byte, error) {
	if o.process == nil {
		p, err := start(o.path)
		if err != nil {
			return nil, fmt.Errorf("oracle: %w", err)
		}
		o.process = p
	}
	answer, err := o.process.ask(append([][]byte{[]byte(function)}, args...), o.Timeout)
	if err != nil {
		o.process = nil
		return nil, fmt.Errorf("oracle: %s: %w", function, err)
	}
	if len(answer) == 2 && string(answer[0]) == "error" {
		return nil, fmt.Errorf("oracle: %s: %s", function, answer[1])
	}
	if len(answer) == 0 || string(answer[0]) != "ok" {
		return nil, fmt.Errorf("oracle: %s: the answer %q is none", function, answer)
	}
	return answer[1:], nil
}

// process is one life of the Python.
type process struct {
	cmd  *exec.Cmd
	pipe pipe
	said *tail
}

func start(python string) (*process, error) {
	p := &process{cmd: exec.Command(python, "-c", odd+oddZip+answers), said: &tail{}}
	// One thread, where linear algebra would start many; hashes of strings that are the same in every run.
	p.cmd.Env = append(os.Environ(), "PYTHONUTF8=1", "LC_ALL=C.UTF-8", "OPENBLAS_NUM_THREADS=1", "PYTHONHASHSEED=1")
	p.cmd.Stderr = p.said
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.pipe = newPipe(in, out)
	return p, p.cmd.Start()
}

// ask sends a request and waits for the answer. With an error the process is gone.
func (p *process) ask(request [][]byte, timeout time.Duration) ([][]byte, error) {
	late := time.AfterFunc(timeout, func() { p.cmd.Process.Kill() })
	answer, err := p.pipe.ask(request)
	if late.Stop() && err == nil {
		return answer, nil
	}
	p.cmd.Process.Kill()
	p.pipe.close()
	return nil, fmt.Errorf("%w (%v, %v): it said:\n%s", ErrDied, errors.Join(err, p.cmd.Wait()), timeout, p.said)
}

func (p *process) close() error {
	p.pipe.close()
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("oracle: %w: it said:\n%s", err, p.said)
	}
	return nil
}

// tail keeps the end of what is written to it.
type tail struct {
	mu sync.Mutex
	b  []byte
}

const mostTail = 8 << 10

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, b...)
	if over := len(t.b) - mostTail; over > 0 {
		t.b = t.b[:copy(t.b, t.b[over:])]
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.b)
}
