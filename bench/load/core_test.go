package load

import (
	"os"
	"testing"

	"github.com/npygo/npygo/bench/measure"
)

// wrong are those who are known to give another answer than the right one, or none.
var wrong = map[string]string{
	"big-endian/blog": "gorgonia", // takes every file for a little-endian one, without an error
	"big-endian/m128": "gorgonia",
}

// TestCore lets every case run with small files.
func TestCore(t *testing.T) {
	s := measure.Setup{Dir: t.TempDir(), Quick: true, Python: os.Getenv("NPYGO_PYTHON")}
	if s.Python == "" && os.Getenv("NPYGO_REQUIRE_NUMPY") == "1" {
		t.Fatal("NPYGO_PYTHON names no Python")
	}
	for _, p := range Core(s) {
		t.Run(p.Name, func(t *testing.T) {
			c, err := p.Make()
			if err != nil {
				t.Fatal(err)
			}
			if c.Name != p.Name || len(c.Contestants) < 1 {
				t.Errorf("%s with %d contestants", c.Name, len(c.Contestants))
			}
			r := measure.Run(c, measure.QuickRounds)
			for _, row := range r.Rows {
				if row.Failed != "" || (row.Wrong != "") != (wrong[c.Name] == row.Name) {
					t.Errorf("%s: failed %q, wrong %q", row.Name, row.Failed, row.Wrong)
				}
			}
			if c.Close == nil {
				return
			}
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	left, err := os.ReadDir(s.Dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
