package measure

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// childFlag is the first argument of a process that does a single job and ends.
const childFlag = "-measure-child"

var jobs = map[string]func(args []string) (time.Duration, error){}

type answer struct {
	Nanoseconds   int64
	Wrong, Failed string
}

// Job names what can be done in a process of its own, for work that is slower or faster
// where memory was used before. It times itself, and looks at its answer afterwards
// ([Wrong]). Call it in an init function, so that the child knows it too.
func Job(name string, f func(args []string) (time.Duration, error)) {
	jobs[name] = f
}

// Child does its job and ends the process, if the process was started by [InChild];
// otherwise it does nothing. It must be the first call of main, and of TestMain.
func Child() {
	if len(os.Args) < 4 || os.Args[1] != childFlag {
		return
	}
	var a answer
	err := caught(func() error {
		if err := SetHeap(os.Args[3]); err != nil {
			return err
		}
		took, err := jobs[os.Args[2]](os.Args[4:])
		a.Nanoseconds = took.Nanoseconds()
		return err
	})
	switch {
	case isWrong(err):
		a.Wrong = err.Error()
	case err != nil:
		a.Failed = err.Error()
	}
	if err := json.NewEncoder(os.Stdout).Encode(a); err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// InChild is the Run of a contestant that does the job in a fresh process each time, with
// the heap that this process has when it runs.
func InChild(job string, args ...string) func(n int) (time.Duration, error) {
	return func(n int) (sum time.Duration, _ error) {
		for range n {
			took, err := child(job, args)
			if err != nil {
				return 0, err
			}
			sum += took
		}
		return sum, nil
	}
}

func child(job string, args []string) (time.Duration, error) {
	name, err := os.Executable()
	if err != nil {
		return 0, err
	}
	cmd := exec.Command(name, append([]string{childFlag, job, heap}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("process for %s: %w", job, err)
	}
	var a answer
	if err := json.Unmarshal(out, &a); err != nil {
		return 0, fmt.Errorf("process for %s: %w", job, err)
	}
	switch {
	case a.Wrong != "":
		return 0, Wrong(fmt.Errorf("%s", a.Wrong))
	case a.Failed != "":
		return 0, fmt.Errorf("%s", a.Failed)
	}
	return time.Duration(a.Nanoseconds), nil
}
