package sparse_test

import (
	"os"
	"testing"

	"github.com/npygo/npygo/internal/leaktest"
)

func TestMain(m *testing.M) { os.Exit(leaktest.Run(m, nil)) }
