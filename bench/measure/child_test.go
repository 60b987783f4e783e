package measure_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/bench/measure"
)

func TestMain(m *testing.M) {
	measure.Child()
	os.Exit(m.Run())
}

func init() {
	measure.Job("test", func(args []string) (time.Duration, error) {
		switch args[0] {
		case "wrong":
			return 1, measure.Wrong(errors.New("3, not 4"))
		case "fails":
			return 1, errors.New("no file")
		case "panics":
			panic(fmt.Sprint(os.Getpid()))
		case "large heap":
			if r := measure.Run(measure.Case{}, 1); r.Heap != measure.LargeHeap {
				return 0, errors.New(r.Heap)
			}
		case "exits":
			os.Exit(3)
		}
		return 7 * time.Second, nil
	})
}

func TestInChild(t *testing.T) {
	run := func(way string) measure.Row {
		c := measure.Contestant{Run: measure.InChild("test", way)}
		return measure.Run(measure.Case{Contestants: []measure.Contestant{c}}, measure.QuickRounds).Rows[0]
	}
	if r := run("works"); len(r.Nanoseconds) != 2 || r.Nanoseconds[0] != 7e9 {
		t.Errorf("%+v", r)
	}
	if r := run("wrong"); r.Wrong != "3, not 4" || r.Failed != "" {
		t.Errorf("%+v", r)
	}
	if r := run("fails"); r.Failed != "no file" {
		t.Errorf("%+v", r)
	}
	if r := run("panics"); !strings.HasPrefix(r.Failed, "panic: ") || strings.Contains(r.Failed, fmt.Sprint(os.Getpid())) {
		t.Errorf("%+v: in this process", r)
	}
	if r := run("exits"); !strings.Contains(r.Failed, "exit status 3") {
		t.Errorf("%+v", r)
	}
}

func TestSetHeap(t *testing.T) {
	defer measure.SetHeap(measure.SmallHeap)
	if err := measure.SetHeap("tiny"); err == nil {
		t.Error("a heap that is none")
	}
	if err := measure.SetHeap(measure.LargeHeap); err != nil {
		t.Error(err)
	}
	if r := measure.Run(measure.Case{}, 1); r.Heap != measure.LargeHeap {
		t.Errorf("%+v", r)
	}
	if _, err := measure.InChild("test", "large heap")(1); err != nil {
		t.Error(err)
	}
}
