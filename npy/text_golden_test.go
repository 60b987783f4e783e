package npy_test

import (
	"bytes"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// TestTextGoldens reads every text of NumPy's and writes it again, in C order
// and in little-endian order: that is what NumPy has it for.
func TestTextGoldens(t *testing.T) {
	seen := map[string]int{}
	for _, g := range goldens(t) {
		for _, want := range g.Arrays {
			file := g.bytes[want.Start:]
			switch want.Type {
			case "str":
				seen["str"] += rewritten[string](t, g.Path, file, want.Canonical)
				rewritten[nickname](t, g.Path, file, want.Canonical)
			case "bytes":
				seen["bytes"] += rewritten[[]byte](t, g.Path, file, want.Canonical)
				rewritten[string](t, g.Path, file, want.Canonical, npy.AsBytes())
			case "void":
				if raw, err := npy.ReadRaw(bytes.NewReader(file)); err == nil && !raw.DType.Foreign() {
					seen["void"] += rewritten[token](t, g.Path, file, want.Canonical, npy.AsVoid())
				}
			}
		}
	}
	if seen["str"] < 25 || seen["bytes"] < 15 || seen["void"] < 8 {
		t.Errorf("only %v were there", seen)
	}
}

// rewritten reads the file as T and holds what writing it gives against sum.
func rewritten[T any](t *testing.T, path string, file []byte, want string, opts ...npy.Option) int {
	t.Helper()
	a, err := npy.Read[T](bytes.NewReader(file), npy.KeepSurrogates())
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return 0
	}
	h, _, err := header.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	width := h.DType.ItemSize()
	if h.DType.Kind() == header.Unicode {
		width /= 4
	}
	var out bytes.Buffer
	if err := npy.Write(&out, a.RowMajor(), append(opts, npy.Width(width), npy.KeepSurrogates())...); err != nil {
		t.Errorf("%s: %v", path, err)
		return 0
	}
	again, n, err := header.Parse(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if width == 0 { // no text is wide enough to be written so
		return 1
	}
	if sum(out.Bytes()[n:]) != want || again.DType.String() != h.DType.WithByteOrder(header.LittleEndian).String() {
		t.Errorf("%s: the text of '%s', written as '%s', differs from NumPy's", path, h.DType, again.DType)
	}
	return 1
}
