package measure_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/bench/measure"
)

// pretend takes as long as it says, by a clock of its own, and logs its turns.
func pretend(name string, each time.Duration, log *[]string) measure.Contestant {
	return measure.Contestant{Name: name, Run: func(n int) (time.Duration, error) {
		*log = append(*log, fmt.Sprint(name, n))
		return time.Duration(n) * each, nil
	}}
}

func TestRunTakesTurns(t *testing.T) {
	var log []string
	r := measure.Run(measure.Case{Name: "x/y", Contestants: []measure.Contestant{
		pretend("a", time.Second, &log), pretend("b", 6*time.Millisecond, &log), pretend("c", 5*time.Millisecond, &log),
	}}, 4)
	if got := strings.Join(log[:3], " "); got != "a1 b1 c1" {
		t.Errorf("first %s", got)
	}
	orders := map[string]bool{}
	for turns := range slices.Chunk(log[3:], 3) {
		orders[strings.Join(turns, " ")] = true
		if slices.Sort(turns); strings.Join(turns, " ") != "a1 b1 c1" {
			t.Errorf("a round of %s", turns)
		}
	}
	if len(log) != 15 || len(orders) < 2 {
		t.Errorf("%d turns, in the orders %v", len(log), orders)
	}
	if r.Case != "x/y" || r.Heap != measure.SmallHeap || len(r.Rows) != 3 {
		t.Errorf("%+v", r)
	}
	if got := r.Rows[1].Nanoseconds; !slices.Equal(got, []float64{6e6, 6e6, 6e6, 6e6}) {
		t.Errorf("b: %v", got)
	}
}

func TestRunMakesTurnsLongEnough(t *testing.T) {
	for _, each := range []time.Duration{1, 100, 3 * time.Microsecond, 2 * time.Millisecond, 10 * time.Millisecond} {
		total, last := time.Duration(0), time.Duration(0)
		c := measure.Case{Most: 3, Contestants: []measure.Contestant{{Run: func(n int) (time.Duration, error) {
			last = time.Duration(n) * each
			total += last
			return last, nil
		}}}}
		if r := measure.Run(c, 5); len(r.Rows[0].Nanoseconds) != 3 {
			t.Errorf("%v: %d rounds", each, len(r.Rows[0].Nanoseconds))
		}
		if last < 5*time.Millisecond || total > 100*time.Millisecond {
			t.Errorf("%v: turns of %v, %v in all", each, last, total)
		}
	}
}

func TestRunQuickly(t *testing.T) {
	var log []string
	measure.Run(measure.Case{Contestants: []measure.Contestant{pretend("a", 1, &log)}}, measure.QuickRounds)
	if got := strings.Join(log, " "); got != "a1 a1 a1" {
		t.Error(got)
	}
}

func TestRunCounts(t *testing.T) {
	count := func(err error) measure.Contestant {
		return measure.Contestant{Run: measure.Loop(func() error { return nil }), Count: func() (map[string]float64, error) {
			return map[string]float64{"writes": 2}, err
		}}
	}
	r := measure.Run(measure.Case{Contestants: []measure.Contestant{count(nil), count(errors.New("no"))}}, measure.QuickRounds)
	if r.Rows[0].Counts["writes"] != 2 || r.Rows[1].Failed != "no" {
		t.Errorf("%+v", r.Rows)
	}
}

func TestRunDropsTheWrong(t *testing.T) {
	bad := errors.New("3, not 4")
	late := 0
	contestant := func(run, check error) measure.Contestant {
		return measure.Contestant{Run: measure.Loop(func() error { return run }), Check: func() error { return check }}
	}
	panics := measure.Contestant{Run: func(int) (time.Duration, error) { panic("oh") }}
	turns := measure.Contestant{Run: measure.Loop(func() error { return nil }), Check: func() error {
		if late++; late > 1 {
			return bad
		}
		return nil
	}}
	r := measure.Run(measure.Case{Contestants: []measure.Contestant{
		contestant(nil, nil), contestant(bad, nil), contestant(measure.Wrong(bad), nil), contestant(nil, bad), panics, turns,
	}}, measure.QuickRounds)
	for i, want := range []measure.Row{
		{}, {Failed: bad.Error()}, {Wrong: bad.Error()}, {Wrong: bad.Error()}, {Failed: "panic: oh"}, {Wrong: bad.Error()},
	} {
		got := r.Rows[i]
		if got.Wrong != want.Wrong || got.Failed != want.Failed || (len(got.Nanoseconds) > 0) != (i == 0) {
			t.Errorf("%d: %+v", i, got)
		}
	}
}

func TestRatioIsPaired(t *testing.T) {
	r := measure.Result{Rows: []measure.Row{
		{Name: "a", Nanoseconds: []float64{1, 20, 300, 4000, 50000}},
		{Name: "b", Nanoseconds: []float64{2, 10, 100, 1000, 10000}},
		{Name: "out", Wrong: "x"},
	}}
	got, ok := r.Ratio("a", "b")
	if want := (measure.Spread{Median: 3, Low: 2, High: 4, Min: 0.5}); !ok || got != want {
		t.Errorf("%+v, %v; want %+v", got, ok, want)
	}
	for _, pair := range [][2]string{{"a", "out"}, {"out", "a"}, {"a", "nobody"}, {"out", "out"}} {
		if _, ok := r.Ratio(pair[0], pair[1]); ok {
			t.Errorf("%v has a ratio", pair)
		}
	}
	if got := r.Rows[1].Time(); got != (measure.Spread{Median: 100, Low: 10, High: 1000, Min: 2}) {
		t.Errorf("%+v", got)
	}
	even := measure.Row{Nanoseconds: []float64{4, 1, 3, 2}}
	if got := even.Time(); got != (measure.Spread{Median: 2.5, Low: 1.75, High: 3.25, Min: 1}) {
		t.Errorf("%+v", got)
	}
}

func TestAfter(t *testing.T) {
	var log []string
	took, err := measure.After(func() error {
		log = append(log, "before")
		time.Sleep(50 * time.Millisecond)
		return nil
	}, func() error {
		log = append(log, "f")
		return nil
	})(2)
	if err != nil || took >= 50*time.Millisecond || strings.Join(log, " ") != "before f before f" {
		t.Errorf("%v, %v, %v", took, err, log)
	}
}

func TestOnClose(t *testing.T) {
	var c measure.Case
	var log []string
	for _, name := range []string{"a", "b", "c"} {
		c.OnClose(func() error {
			log = append(log, name)
			return errors.New(name)
		})
	}
	if err := c.Close(); strings.Join(log, "") != "cba" || err == nil || err.Error() != "c\nb\na" {
		t.Errorf("%v, %v", log, err)
	}
}
