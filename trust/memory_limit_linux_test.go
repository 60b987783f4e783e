package trust

import (
	"fmt"
	"os"
	"syscall"
)

// limitMemory leaves this process addressSpace more than it has.
func limitMemory() error {
	if raceDetector {
		return nil
	}
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return err
	}
	var pages uint64
	if _, err := fmt.Sscan(string(b), &pages); err != nil {
		return err
	}
	limit := pages*uint64(os.Getpagesize()) + addressSpace
	return syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: limit, Max: limit})
}
