package trust

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
)

// roleVar names what this binary is to be instead of the tests: a process that a test starts.
const roleVar = "NPYGO_TRUST_ROLE"

var roles = map[string]func(args []string) error{"writer": writer}

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVar); role != "" {
		if err := roles[role](os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// again is this binary in another role.
func again(t *testing.T, role string, args ...string) *exec.Cmd {
	t.Helper()
	switch runtime.GOOS {
	case "js", "wasip1", "plan9", "windows", "ios", "android":
		t.Skip("no processes here that could be killed at any moment, and leave all that they wrote to the system")
	}
	self, err := os.Executable()
	if err != nil {
		t.Skip("this program does not know its own name: ", err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), roleVar+"="+role)
	cmd.Stderr = os.Stderr
	return cmd
}

// begin starts cmd, where the system can start programs such as this one.
func begin(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	err := cmd.Start()
	if errors.Is(err, syscall.ENOEXEC) {
		t.Skip("the system cannot start this program, which runs in an emulator: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
}
