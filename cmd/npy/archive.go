package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npz"
	"github.com/npygo/npygo/remote"
)

// An archive is a .npz that an argument names, and the member in it, if the
// argument is FILE:MEMBER.
type archive struct {
	*npz.Reader
	name    string // as messages call it
	members []npz.Member
	index   map[string]int // by the full name
	wanted  *string        // nil: no member was named
	file    io.Closer      // what the Reader does not close
	object  *remote.File   // not nil: it comes from a URL
}

// isArchive reports whether s is a zip: by what it begins with, or, where that
// tells nothing, by its name.
func (s *source) isArchive() bool {
	named := strings.EqualFold(filepath.Ext(s.name), ".npz")
	if named && s.object != nil { // its end has been fetched, and its beginning would cost a request
		return true
	}
	b, _ := s.r.Peek(len(magic))
	switch {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")), bytes.HasPrefix(b, []byte("PK\x05\x06")): // the second has no members
		return true
	case string(b) == magic:
		return false
	}
	return named
}

// archive opens s as one. It is mapped if that can be.
func (s *source) archive(p place) (*archive, error) {
	a := &archive{name: s.name, wanted: p.member, file: s, object: s.object}
	if p.pick >= 0 {
		s.Close()
		return nil, fmt.Errorf("%s is an archive, and its arrays have names and no numbers: npy ls %[1]s lists them, and %s is one of them", s.name, joined(s.name, "NAME"))
	}
	var err error
	switch {
	case s.section == nil:
		a.Reader, err = npz.ReadFrom(s.r)
	case s.object != nil:
		a.Reader, err = npz.NewReader(s.object, s.object.Size())
	case p.file == "-":
		a.Reader, err = npz.NewReader(s.section, s.section.Size())
	default:
		a.Reader, err = npz.Open(p.file)
	}
	if err != nil {
		s.Close()
		return nil, a.named(err)
	}
	a.members = a.Members()
	a.index = make(map[string]int, len(a.members))
	for i, m := range a.members {
		a.index[m.FullName] = i
	}
	return a, nil
}

// named puts the archive's name into an error of opening it, which may have a
// member's.
func (a *archive) named(err error) error {
	var e *header.Error
	if errors.As(err, &e) && strings.TrimPrefix(e.Name, a.name) != "" {
		return located(err, joined(a.name, plainOrQuoted(clip(strings.TrimPrefix(e.Name, a.name+":")))), 0)
	}
	return located(err, a.name, 0)
}

func (a *archive) Close() {
	a.Reader.Close()
	a.file.Close()
}

// find finds a member by its name as package npz does: the full one comes before
// that without .npy.
func (a *archive) find(name string) (npz.Member, error) {
	i, ok := a.index[name]
	if !ok {
		i, ok = a.index[name+".npy"]
	}
	if ok {
		return a.members[i], nil
	}
	if base, slice, ok := strings.Cut(name, "["); ok && strings.HasSuffix(slice, "]") && a.Has(base) {
		return npz.Member{}, fmt.Errorf("%s has no member %s: a slice of %s is an argument of its own: npy cat %s '[%s'", a.name, plainOrQuoted(clip(name)), plainOrQuoted(base), joined(a.name, plainOrQuoted(base)), slice)
	}
	return npz.Member{}, fmt.Errorf("%s has no member %s: %s", a.name, plainOrQuoted(clip(name)), a.list())
}

// list says which members there are, or some of them.
func (a *archive) list() string {
	const most = 8
	if len(a.members) == 0 {
		return "it is empty"
	}
	var names []string
	for _, m := range a.members[:min(len(a.members), most)] {
		names = append(names, plainOrQuoted(clip(m.Name)))
	}
	text := "there is " + strings.Join(names, ", ")
	if more := len(a.members) - most; more > 0 {
		text += fmt.Sprintf(" and %d more: npy ls lists them", more)
	}
	return text
}

// asked is the members that the argument names: one, or all of the archive.
func (a *archive) asked() ([]npz.Member, error) {
	if a.wanted == nil {
		return a.members, nil
	}
	m, err := a.find(*a.wanted)
	return []npz.Member{m}, err
}

// single is the one member that the argument names.
func (a *archive) single() (npz.Member, error) {
	if a.wanted == nil && len(a.members) == 0 {
		return npz.Member{}, fmt.Errorf("%s is an archive without members", a.name)
	}
	if a.wanted == nil && len(a.members) != 1 {
		return npz.Member{}, fmt.Errorf("%s is an archive: say which member, as %s: %s", a.name, joined(a.name, "NAME"), a.list())
	}
	members, err := a.asked()
	return members[0], err
}

// label is how messages call a member.
func (a *archive) label(m npz.Member) string {
	return joined(a.name, plainOrQuoted(clip(m.Name)))
}

// A place is an argument of the command line, taken apart.
type place struct {
	file   string  // or a URL, with its query: to be shown as shownURL
	pick   int     // the N of FILE[N], else -1
	member *string // of FILE:MEMBER, else nil
}

// placeOf takes an argument apart. What is a file's name is nothing else; a colon
// or a bracket counts where the file before it is there.
func placeOf(arg string) place {
	if isURL(arg) {
		return urlPlace(arg)
	}
	arg = strings.TrimPrefix(arg, dashMark)
	p := place{file: arg, pick: -1}
	if arg == "-" || there(arg) {
		return p
	}
	base, pick, picked := splitPick(arg)
	if picked && there(base) {
		return place{file: base, pick: pick}
	}
	for i := range len(arg) {
		if arg[i] == ':' && isFile(arg[:i]) {
			member := arg[i+1:]
			return place{file: arg[:i], pick: -1, member: &member}
		}
	}
	if picked {
		p.file, p.pick = base, pick
	}
	return p
}

func there(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// isFile reports whether members may be looked for in name.
func isFile(name string) bool {
	st, err := os.Stat(name)
	return name == "-" || err == nil && !st.IsDir()
}
