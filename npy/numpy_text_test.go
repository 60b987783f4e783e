package npy_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/npygo/npygo/internal/pythontest"
	"github.com/npygo/npygo/npy"
)

// TestNumPyReadsText: what we write is to NumPy what it is to us.
func TestNumPyReadsText(t *testing.T) {
	dir := t.TempDir()
	var text []string
	for _, width := range []int{0, 1, 5, 40} {
		text = append(text, words(20, width, 'U')...)
	}
	text = append(text, "", "a\x00b", "\x00c")
	var want []map[string]any
	add := func(dtype string, values []string, write func(name string) error) {
		name := filepath.Join(dir, fmt.Sprint(len(want)))
		if err := write(name); err != nil {
			t.Fatal(err)
		}
		list := make([][]int, len(values)) // as numbers: JSON has its own ideas of text
		for i, s := range values {
			list[i] = []int{}
			if dtype[1] == 'U' {
				for _, r := range s {
					list[i] = append(list[i], int(r))
				}
				continue
			}
			for k := range len(s) {
				list[i] = append(list[i], int(s[k]))
			}
		}
		want = append(want, map[string]any{"file": name, "dtype": dtype, "values": list})
	}
	strs := npy.Array[string]{Data: text}
	blobs := npy.Array[[]byte]{}
	for _, s := range text {
		blobs.Data = append(blobs.Data, []byte(s))
	}
	bytesWide := 0
	for _, s := range text {
		bytesWide = max(bytesWide, len(s))
	}
	add("<U40", text, func(name string) error { return npy.WriteFile(name, strs) })
	add(">U50", text, func(name string) error { return npy.WriteFile(name, strs, npy.BigEndian(), npy.Width(50)) })
	add(fmt.Sprintf("|S%d", bytesWide), text, func(name string) error { return npy.WriteFile(name, strs, npy.AsBytes()) })
	add(fmt.Sprintf("|S%d", bytesWide), text, func(name string) error { return npy.WriteFile(name, blobs) })
	add("|V2", []string{"a\x00", "\x00\x00", "\xff\xfe"}, func(name string) error {
		return npy.WriteFile(name, npy.Array[[]byte]{Data: [][]byte{{'a', 0}, {0, 0}, {0xff, 0xfe}}}, npy.AsVoid())
	})
	add("<U1", nil, func(name string) error { return npy.WriteFile(name, npy.Array[string]{}) })
	add("<U1", []string{""}, func(name string) error { return npy.WriteFile(name, npy.Array[string]{Data: []string{""}}) })
	add("|S1", []string{"", ""}, func(name string) error { return npy.WriteFile(name, npy.Array[[]byte]{Data: make([][]byte, 2)}) })

	list, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	out := pythontest.Run(t, `
import json, sys
import numpy as np
for want in json.loads(sys.argv[1]):
    a = np.load(want["file"])
    if a.dtype.str != want["dtype"]:
        print(want["file"], a.dtype.str, want["dtype"])
    unit = ord if a.dtype.kind == "U" else int
    got = [[unit(u) for u in (x.tobytes() if a.dtype.kind == "V" else x)] for x in a]
    for i, (x, y) in enumerate(zip(got, want["values"], strict=True)):
        if x != y:
            print(want["dtype"], i, x, y)
    if a.dtype.kind != "V": # and the widths and the bytes are those that NumPy chooses
        b = np.array(a.tolist(), dtype=a.dtype.kind)
        if b.dtype.itemsize != a.dtype.itemsize and want["dtype"] != ">U50":
            print(want["dtype"], b.dtype)
        if b.astype(a.dtype).tobytes() != a.tobytes():
            print(want["dtype"], "other bytes")
`, string(list))
	if out != "" {
		t.Error(out)
	}
}

// TestNumPyWritesText: and what NumPy writes.
func TestNumPyWritesText(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npy")
	want := pythontest.Run(t, `
import sys, random
import numpy as np
random.seed(5)
chars = "aZ ~\0\x7f\x80\xe9\u07ff\u0800\u4e16\ud7ff\ue000\ufffd\uffff\U00010000\U0001f600\U0010ffff"
out = open(sys.argv[1], "wb")
for width in (1, 2, 3, 9, 33):
    u = np.array(["".join(random.choices(chars, k=random.randint(0, width))) for _ in range(60)], dtype=f"U{width}").reshape(3, 20)
    s = np.array([random.randbytes(random.randint(0, width)) for _ in range(60)], dtype=f"S{width}").reshape(20, 3)
    for a in u, u.astype(f">U{width}"), np.asfortranarray(u), s, np.asfortranarray(s):
        np.save(out, a)
        for x in a.ravel().tolist():
            print((x.encode() if isinstance(x, str) else x).hex())
`, name)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(want, "\n")
	r := bytes.NewReader(b)
	for r.Len() > 0 {
		a, err := npy.Read[string](r)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range a.RowMajor().Data {
			if got := fmt.Sprintf("%x", s); got != lines[0] {
				t.Fatalf("%s, NumPy has %s", got, lines[0])
			}
			lines = lines[1:]
		}
	}
	if len(lines) != 1 {
		t.Errorf("%d elements more", len(lines)-1)
	}
}
