package npy_test

import (
	"os"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	if os.Getenv("NPY_FRESH") != "" { // a process of BenchmarkReadFileFresh
		os.Exit(printFresh())
	}
	os.Exit(m.Run())
}

func timed(f func() error) (ns int64, err error) {
	start := time.Now()
	err = f()
	return time.Since(start).Nanoseconds(), err
}
