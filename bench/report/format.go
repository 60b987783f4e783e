package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/npygo/npygo/bench/measure"
)

// duration is a time with the digits that count.
func duration(ns float64) string {
	switch {
	case math.IsNaN(ns):
		return ""
	case ns < 999.5:
		return digits(ns) + " ns"
	case ns < 999.5e3:
		return digits(ns/1e3) + " µs"
	case ns < 999.5e6:
		return digits(ns/1e6) + " ms"
	}
	return digits(ns/1e9) + " s"
}

// durations is a time and its quartiles.
func durations(s measure.Spread) string {
	if s.Low == s.High || math.IsNaN(s.Median) {
		return duration(s.Median)
	}
	median, low, high := duration(s.Median), duration(s.Low), duration(s.High)
	_, unit, _ := strings.Cut(median, " ")
	if strings.HasSuffix(low, " "+unit) && strings.HasSuffix(high, " "+unit) {
		low, high = strings.TrimSuffix(low, " "+unit), strings.TrimSuffix(high, " "+unit)
	}
	return fmt.Sprintf("%s (%s–%s)", median, low, high)
}

// factor is a ratio, more precise near 1, where that matters.
func factor(x float64) string {
	switch {
	case x >= 100:
		return strconv.FormatFloat(x, 'f', 0, 64)
	case x >= 10:
		return strconv.FormatFloat(x, 'f', 1, 64)
	case x >= 0.1:
		return strconv.FormatFloat(x, 'f', 2, 64)
	}
	return digits(x)
}

// times is a ratio and its quartiles.
func times(s measure.Spread) string {
	return fmt.Sprintf("%sx (%s)", factor(s.Median), between(s))
}

func between(s measure.Spread) string {
	return factor(s.Low) + "–" + factor(s.High)
}

// digits has the two digits that count, or all before the point.
func digits(x float64) string {
	if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	decimals := 0
	for y := math.Abs(x); y < 9.95 && decimals < 6; y *= 10 {
		decimals++
	}
	return strconv.FormatFloat(x, 'f', decimals, 64)
}

// speed is in GB/s, which is bytes per nanosecond. What is faster than memory has moved
// nothing, and no speed.
func speed(bytes int64, ns float64) string {
	x := float64(bytes) / ns
	if !(x > 0 && x < 200) {
		return ""
	}
	return digits(x)
}

// table writes Markdown. Columns whose title ends with ":" are flushed right; those that
// are empty in every row are left out.
type table struct {
	titles []string
	rows   [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) String() string {
	var b strings.Builder
	var titles, rules []string
	for i, title := range t.titles {
		if t.empty(i) {
			continue
		}
		name, right := strings.CutSuffix(title, ":")
		rule := "---"
		if right {
			rule = "--:"
		}
		titles, rules = append(titles, name), append(rules, rule)
	}
	line(&b, titles)
	b.WriteString("|" + strings.Join(rules, "|") + "|\n")
	for _, row := range t.rows {
		var cells []string
		for i, cell := range row {
			if !t.empty(i) {
				cells = append(cells, strings.ReplaceAll(strings.ReplaceAll(cell, "\n", " "), "|", "\\|"))
			}
		}
		line(&b, cells)
	}
	return b.String()
}

func (t *table) empty(column int) bool {
	for _, row := range t.rows {
		if row[column] != "" {
			return false
		}
	}
	return true
}

func line(b *strings.Builder, cells []string) {
	b.WriteByte('|')
	for _, c := range cells {
		if c == "" {
			b.WriteString(" |")
			continue
		}
		b.WriteString(" " + c + " |")
	}
	b.WriteByte('\n')
}
