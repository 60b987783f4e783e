package load

import (
	"os"
	"testing"

	"github.com/npygo/npygo/bench/measure"
)

func TestMain(m *testing.M) {
	measure.Child()
	os.Exit(m.Run())
}
