package npy_test

import (
	"os"
	"testing"
	"time"

	"github.com/npygo/npygo/internal/leaktest"
)

func TestMain(m *testing.M) {
	if os.Getenv("NPY_FRESH") != "" { // a process of BenchmarkReadFileFresh
		os.Exit(printFresh())
	}
	os.Exit(leaktest.Run(m, nil))
}

func timed(f func() error) (ns int64, err error) {
	start := time.Now()
	err = f()
	return time.Since(start).Nanoseconds(), err
}
