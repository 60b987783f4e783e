package npy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/npygo/npygo/header"
)

// matching is the fields of a Go struct and those of the file.
type matching struct {
	goFields []structField // without the blank ones
	inFile   []header.Field
	of       []int // for each Go field the file's, or -1
	trouble  string
}

func newMatching(fields []structField, inFile []header.Field) matching {
	m := matching{inFile: inFile}
	names := map[string]int{}
	for i, f := range inFile {
		if f.HasTitle && !f.TitleLiteral {
			names[f.Title] = i
		}
	}
	for i, f := range inFile {
		names[f.Name] = i
	}
	found := false
	taken := map[int]string{}
	for _, g := range fields {
		if g.blank {
			continue
		}
		k, ok := names[g.name]
		if !ok {
			k = -1
			if !g.tagged {
				k = m.fold(g)
			}
		}
		m.goFields, m.of = append(m.goFields, g), append(m.of, k)
		found = found || k >= 0 || g.tagged
		if other := taken[k]; k >= 0 && other != "" && m.trouble == "" {
			m.trouble = fmt.Sprintf("its fields %s and %s both stand for %q", other, g.goName, inFile[k].Name)
		}
		taken[k] = g.goName
	}
	if !found && len(m.goFields) == len(inFile) && unnamed(inFile) {
		for i := range m.of {
			m.of[i] = i
		}
	}
	return m
}

// fold finds the field whose name is g's but for upper and lower case.
func (m *matching) fold(g structField) int {
	at := -1
	for i, f := range m.inFile {
		if !strings.EqualFold(f.Name, g.name) {
			continue
		}
		if at >= 0 && m.trouble == "" {
			m.trouble = fmt.Sprintf("its field %s may stand for %q or %q: a tag `npy:\"name\"` tells which", g.goName, m.inFile[at].Name, f.Name)
		}
		at = i
	}
	return at
}

// unnamed tells that nobody gave the fields names, so that NumPy called them
// f0, f1 and so on.
func unnamed(fields []header.Field) bool {
	for i, f := range fields {
		if f.Name != "f"+strconv.Itoa(i) {
			return false
		}
	}
	return true
}

// lost is the names of the file's fields without a Go field.
func (m *matching) lost() (names []string) {
	for k, f := range m.inFile {
		if !slices.Contains(m.of, k) {
			names = append(names, f.Name)
		}
	}
	return names
}

// complaint says what does not match.
func (m *matching) complaint(partial bool) string {
	if m.trouble != "" {
		return m.trouble
	}
	var missing, why []string
	for i, k := range m.of {
		if k < 0 && !m.goFields[i].optional {
			missing = append(missing, m.goFields[i].name)
		}
	}
	if lost := m.lost(); len(lost) > 0 && !partial {
		why = append(why, fmt.Sprintf("it has no field for %s (a field tagged `npy:\"name\"` reads one, _ struct{} `npy:\",partial\"` leaves others out)", quoted(lost)))
	}
	if len(missing) > 0 {
		why = append(why, fmt.Sprintf("the file has no field %s (the tag `npy:\",optional\"` or `npy:\"-\"` lets it be missing)", quoted(missing)))
	}
	return strings.Join(why, ", and ")
}

// quoted is a list of names, which come from the file, cut to what fits a
// message.
func quoted(names []string) string {
	const most = 8
	s := ""
	for i, name := range names {
		if i == most {
			return s + fmt.Sprintf(" and %d more", len(names)-most)
		}
		if i > 0 {
			s += ", "
		}
		s += strconv.Quote(short(name))
	}
	return s
}
