package oracle

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
)

// TestOddities: what odd.py calls odd, and what it does not: whatever it calls odd npygo may refuse.
func TestOddities(t *testing.T) {
	long := "'" + strings.Repeat("i1,", 4096) + "i1'"
	tests := []struct{ descr, shape, odd string }{
		{"'<f8'", "(2, 3)", ""},
		{"[('a', '<f8', [2, 3]), ['b', '<i4'], ('c', '<f4', 2), ('d', 'S', 3), ('e', [], (0,))]", "(2,)", ""},
		{"('<f8', ())", "(2,)", ""},
		{"'2f8, (2,3)i4, >S5, M8[s]'", "(2,)", ""},
		{"{('a', '<f8')}", "(2,)", ""},
		{"'M8[s/1000]'", "()", ""},
		{"'m8[7Y/52]'", "()", ""},
		{"'<M8[0s]'", "()", ""},
		{"'M8[5generic]'", "()", ""},
		{"'|S2147483647'", "(0,)", ""},
		{"[('a', '|V2147483647')]", "(0,)", ""},

		{"{}", "(2,)", "fields in a dict"},
		{"[('a', b'')]", "(2,)", "fields in a byte string"},
		{"{('a', '<f8'), ('b', '<i4')}", "(2,)", "fields in a set"},
		{"['ab']", "(2,)", "a field that is no pair"},
		{"[{'a': 1, 'b': 2}]", "(2,)", "a field that is no pair"},
		{"[('a', '<f4', '<i4')]", "(2,)", "no shape"},
		{"[('a', '<f8', None)]", "(2,)", "no shape"},
		{"[('a', '<f8', [])]", "(2,)", "no shape"},
		{"('<i4', [('a', '<i2')])", "(2,)", "no shape"},
		{"[('a', ('<f8', (0,)), 3)]", "(2,)", "a shape of nothing"},
		{"[('a', 'S', (2,))]", "(2,)", "a shape of nothing"},
		{"[('a', (('<f8', (0,)), {}), (2,))]", "(2,)", "a shape of nothing,metadata"},
		{"[('a', '0f8', 1)]", "(2,)", "a shape of nothing"},
		{"[('a', ([], ()), (2,))]", "(2,)", ""},
		{"'(2,)S,f8'", "(2,)", "a shape of nothing"},
		{"[('a', ('<i4', {'x': 1}))]", "(2,)", "metadata"},
		{"'T'", "(2,)", "the word T"},
		{"[('', ('bfloat16', (2,))), ('b', ('<f1', 2))]", "(2,)", "a dtype of ml_dtypes"},
		{`'\x0c'`, "(2,)", "the number of a dtype"},
		{"'M8[2147483647M/10]'", "()", "a unit with a sign or an overflow"},
		{"'M8[s/-1]'", "()", "a unit with a sign or an overflow"},
		{"'M8[s/4294967297]'", "()", "a unit with a sign or an overflow"},
		{"'M8[W/11]'", "()", "0 years for a part of a week"},
		{"'M8[3generic/1]'", "()", ""},
		{"'f8,<'", "()", "a byte order alone"},
		{long, "()", "more than 4096 dtypes"},
		{"'<f8'", "(2, -9223372036854775808)", "a negative size,a product that wraps around"},
		{"'<f8'", "(0, 4611686018427387904)", "a product that wraps around"},
		{"'bool8'", "()", "a name that NumPy 2 dropped"},
		{"'>a5,n'", "()", "a name since NumPy 2,a name that NumPy 2 dropped"},
		{"'float_'", "()", "a name of NumPy 1"},
		{"'S-1'", "()", "a negative size"},
		{"[('a', '|V2147483647'), ('b', '|V1')]", "(0,)", "a size beyond a C int"},
		{"'f8,'", "()", "one dtype and a comma"},
	}
	var files [][]byte
	for _, test := range tests {
		text := "{'descr': " + test.descr + ", 'fortran_order': False, 'shape': " + test.shape + "}"
		files = append(files, append(binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(text))), text...))
	}
	list, err := begin(t).Oddities(files)
	if err != nil {
		t.Fatal(err)
	}
	for i, test := range tests {
		if got := strings.Join(list[i], ","); got != test.odd {
			t.Errorf("%.100s %s: odd is %q, want %q", test.descr, test.shape, got, test.odd)
		}
	}
}

// TestZipOddities: an archive of zipfile has nothing odd, and another has what was done to it.
func TestZipOddities(t *testing.T) {
	o := begin(t)
	for _, mode := range []string{"", "pipe", "zip64", "pipe zip64 extra comment"} {
		archive, err := o.Zip(mode, "a comment", []Member{{Name: "a", Data: []byte("stored")}, {Name: "b", Level: 6, Data: []byte("deflated")}})
		if err != nil {
			t.Fatal(err)
		}
		whole, members, err := o.ZipOddities(archive)
		if err != nil || len(members) != 2 || len(slices.Concat(append(members, whole)...)) > 0 {
			t.Errorf("%q: odd are %q and %q, %v", mode, whole, members, err)
		}
		archive[slices.Index(archive, 'K')+7] = 12 // the method in the first local header
		if _, members, err = o.ZipOddities(archive); err != nil || !slices.Equal(members[0], []string{"two methods"}) || len(members[1]) > 0 {
			t.Errorf("%q: odd are %q, %v", mode, members, err)
		}
	}
}
