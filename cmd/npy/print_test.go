package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
)

// printCase is a row of testdata/print.json.
type printCase struct {
	Name  string
	Args  []string
	Stats map[string]any
	Scale float64
}

func printCases(t *testing.T) (cases []printCase) {
	readJSON(t, "print.json", &cases)
	if len(cases) < 100 {
		t.Fatalf("only %d cases", len(cases))
	}
	return cases
}

func (c printCase) file() string { return filepath.Join("testdata", "print", c.Name+".npy") }

func TestPrintAsNumPy(t *testing.T) {
	for _, c := range printCases(t) {
		want := string(read(t, filepath.Join("testdata", "print", c.Name+".txt")))
		if got := mustRun(t, append([]string{"cat", c.file()}, c.Args...)...); got != want {
			t.Errorf("%s %q:\n%s\nNumPy prints\n%s", c.Name, c.Args, got, want)
		}
	}
}

// TestFloat16Text compares the text of every float16 with NumPy's.
func TestFloat16Text(t *testing.T) {
	hash := sha256.New()
	for bits := range 1 << 16 {
		x := float64(npy.Float16(bits).Float32())
		s := float16Kind.text(x, 0)
		if x == 0 {
			s = strings.TrimSuffix(s, ".0") + "e+00"
		}
		fmt.Fprintln(hash, s)
	}
	want := strings.TrimSpace(string(read(t, "testdata/float16.txt")))
	if got := hex.EncodeToString(hash.Sum(nil)); got != want {
		t.Errorf("the texts have the hash %s, NumPy's %s", got, want)
	}
}

// TestHalfTextsAreShortest: what is written reads back, and no text with fewer
// digits does.
func TestHalfTextsAreShortest(t *testing.T) {
	for bits := range uint16(0x7f80) {
		x := npy.BFloat16(bits).Float32()
		s := bfloat16Kind.shortest(float64(x), 'e')
		if got := parse(t, s); npy.NewBFloat16(got) != npy.BFloat16(bits) {
			t.Fatalf("%04x: %s reads as %v", bits, s, got)
		}
		_, digits, _ := splitScientific(s)
		if len(digits) == 0 {
			continue
		}
		shorter := strconv.FormatFloat(float64(x), 'e', len(digits)-1, 64)
		if got := parse(t, shorter); npy.NewBFloat16(got) == npy.BFloat16(bits) {
			t.Fatalf("%04x: %s, but %s reads back too", bits, s, shorter)
		}
	}
}

func parse(t *testing.T, s string) float32 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return float32(f)
}

func TestFloatText(t *testing.T) {
	for _, c := range []struct {
		kind floatKind
		x    float64
		want string
	}{
		{float64Kind, 25, "25.0"},
		{float64Kind, 0.1, "0.1"},
		{float64Kind, 1e15, "1000000000000000.0"},
		{float64Kind, 1e16, "1e+16"},
		{float64Kind, 1e-5, "1e-05"},
		{float64Kind, math.Copysign(0, -1), "-0.0"},
		{float64Kind, math.NaN(), "nan"},
		{float64Kind, math.Inf(-1), "-inf"},
		{float32Kind, float64(float32(0.1)), "0.1"},
		{float32Kind, 1.0 / 4096, "0.00024414062"}, // halfway between ..62 and ..63
		{float16Kind, 1.0 / 64, "0.01563"},         // 0.01562 is nearer to the number below
		{float16Kind, 65504, "65500.0"},
		{bfloat16Kind, 3.140625, "3.14"},
		{bfloat16Kind, 3.3895313892515355e+38, "3.39e+38"}, // the largest
	} {
		if got := c.kind.text(c.kind.round(c.x), pythonLarge); got != c.want {
			t.Errorf("kind %d: %v is %q, want %q", c.kind, c.x, got, c.want)
		}
	}
}

// TestPrintAgainstTheGrain reads a Fortran array whose columns are longer than
// the blocks, with room for few blocks.
func TestPrintAgainstTheGrain(t *testing.T) {
	const rows, columns = 3000, 7
	a := npy.Array[int32]{Shape: []int{rows, columns}, FortranOrder: true, Data: make([]int32, rows*columns)}
	for i := range a.Data {
		a.Data[i] = int32(i * 7919)
	}
	f, err := os.Open(save(t, a))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := newSource("x", -1, f, f.Close)
	arr, err := s.next(0)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := arr.payload()
	if err != nil {
		t.Fatal(err)
	}
	d := dtype{DType: arr.header.DType}
	text := integerText(d)
	w := newWindow(payload, arr.size, d.ItemSize())
	w.limit = 3
	i := 0
	err = wholeView(arr.header.Shape, true).each(0, func(at int) error {
		elem, err := w.element(at)
		if want := fmt.Sprint(a.At(i/columns, i%columns)); err != nil || text(elem) != want {
			t.Fatalf("element %d is %s, want %s, %v", i, text(elem), want, err)
		}
		i++
		return nil
	})
	if err != nil || i != rows*columns || len(w.blocks) > 3 {
		t.Errorf("%d elements, %d blocks, %v", i, len(w.blocks), err)
	}
}

// TestElementsAcrossBlocks: 24 bytes do not divide a block.
func TestElementsAcrossBlocks(t *testing.T) {
	data := make([]byte, 24*1000)
	for i := range data {
		data[i] = byte(i * i >> 3)
	}
	w := newWindow(strings.NewReader(string(data)), int64(len(data)), 24)
	for _, i := range []int{0, 1, 169, 170, 171, 341, 999, 0} {
		if elem, err := w.element(i); err != nil || string(elem) != string(data[24*i:24*i+24]) {
			t.Errorf("element %d is wrong, %v", i, err)
		}
	}
}

func TestUnits(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"demo/events.npy", "field time: datetime64[s]: the numbers count seconds since 1970-01-01T00:00"},
	} {
		_, errs, status := runNpy(nil, "cat", filepath.Join("../../testdata", c.file))
		if status != 0 || !strings.Contains(errs, c.want) {
			t.Errorf("%s: status %d, %q", c.file, status, errs)
		}
	}
}

// BenchmarkCat writes numbers as text: MB/s are those of the array.
func BenchmarkCat(b *testing.B) {
	a := npy.Array[float64]{Shape: []int{100, 100}, Data: make([]float64, 10000)}
	for i := range a.Data {
		a.Data[i] = math.Sin(float64(i))
	}
	name := filepath.Join(b.TempDir(), "a.npy")
	if err := npy.WriteFile(name, a); err != nil {
		b.Fatal(err)
	}
	for _, format := range []string{"text", "json", "csv"} {
		b.Run(format, func(b *testing.B) {
			b.SetBytes(int64(8 * len(a.Data)))
			for b.Loop() {
				if _, errs, status := runNpy(nil, "cat", name, "--full", "--format", format); status != 0 {
					b.Fatal(errs)
				}
			}
		})
	}
}
