package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// byteCount is the value of a flag: a number of bytes, such as 300, 64K or 1.5GiB.
type byteCount int64

// String is "0" for none, of which help texts then say nothing.
func (n *byteCount) String() string {
	if *n == 0 {
		return "0"
	}
	return strings.ReplaceAll(sizeText(int64(*n)), " ", "")
}

func (n *byteCount) Type() string { return "size" }

func (n *byteCount) Set(text string) error {
	digits := strings.TrimRight(text, "BbIiKkMmGgTt")
	unit, ok := unitSizes[strings.ToUpper(strings.TrimRight(text[len(digits):], "BbIi"))]
	x, err := strconv.ParseFloat(digits, 64)
	if err != nil || !ok || !(x >= 0) || x*unit > math.MaxInt64/2 {
		return fmt.Errorf("say a number of bytes, such as 300, 64K, 256KiB, 2M or 1.5G")
	}
	*n = byteCount(x * unit)
	return nil
}

var unitSizes = map[string]float64{"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
