package main

import (
	"errors"
	"fmt"
	"path"
	"runtime"
	"strings"
	"unicode"
	"unicode/utf8"
)

// names finds out which members can become files.
type names struct {
	anywhere bool              // refuse also what only other systems cannot hold
	seen     map[string]string // the member by its path, without upper case: a file
	folders  map[string]string // and its folders
}

func newNames(unportable bool) *names {
	return &names{anywhere: !unportable, seen: map[string]string{}, folders: map[string]string{}}
}

// add says why the member of that full name cannot become a file, beside those that
// were added before.
func (n *names) add(name string) error {
	if err := unsafeName(name); err != nil {
		return err
	}
	if n.anywhere || runtime.GOOS == "windows" {
		if err := deviceName(name); err != nil {
			return err
		}
	}
	if runtime.GOOS == "windows" && strings.ContainsAny(name, `<>:"|?*`) { // elsewhere "kernel:0" is as good a name as any
		return errors.New("its name has one of the characters < > : \" | ? *, which Windows allows in no name")
	}
	folded := name
	if n.anywhere || runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		folded = foldName(name)
	}
	if other, ok := n.seen[folded]; ok {
		return fmt.Errorf("it would be the same file as %s where upper and lower case are one (--unportable takes both)", plainOrQuoted(other))
	}
	if other, ok := n.folders[folded]; ok {
		return fmt.Errorf("it would be a file of the same name as the folder of %s", plainOrQuoted(other))
	}
	for folder := path.Dir(folded); folder != "."; folder = path.Dir(folder) {
		if other, ok := n.seen[folder]; ok {
			return fmt.Errorf("its folder would have the same name as the file of %s", plainOrQuoted(other))
		}
	}
	n.seen[folded] = name
	for folder := path.Dir(folded); folder != "."; folder = path.Dir(folder) {
		n.folders[folder] = name
	}
	return nil
}

// foldName makes names equal that differ in case only.
func foldName(name string) string { return strings.ToLower(strings.ToUpper(name)) }

// maxNamePart is how long a name may be on the usual file systems.
const maxNamePart = 255

// unsafeName says what is wrong with a member's name wherever it becomes a file's:
// a path has to lead down from the folder, and to one place only.
func unsafeName(name string) error {
	switch {
	case name == "":
		return errors.New("its name is empty")
	case !utf8.ValidString(name):
		return errors.New("its name is not UTF-8")
	case strings.ContainsFunc(name, unicode.IsControl):
		return errors.New("its name has control characters")
	case strings.HasPrefix(name, "/"):
		return errors.New("its name is an absolute path")
	case strings.Contains(name, `\`):
		return errors.New("its name has a backslash, which is another character or a folder's end, depending on the system")
	case len(name) >= 2 && name[1] == ':' && unicode.IsLetter(rune(name[0])):
		return errors.New("its name begins with the letter of a drive")
	case path.Base(name) == ".npy":
		return errors.New("its name is empty but for .npy")
	}
	for part := range strings.SplitSeq(name, "/") {
		switch {
		case part == "..", part == ".":
			return fmt.Errorf("its name has a part %s", part)
		case part == "":
			return errors.New("its name has a folder without a name")
		case len(part) > maxNamePart:
			return fmt.Errorf("its name has a part of %d bytes, and files have %d at most", len(part), maxNamePart)
		}
	}
	return nil
}

// deviceName says why the name means something else on Windows.
func deviceName(name string) error {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") {
			return errors.New("its name has a part that ends in a dot or a blank, which Windows drops (--unportable takes it)")
		}
		base, _, _ := strings.Cut(part, ".")
		if windowsDevices[strings.ToUpper(strings.TrimRight(base, " "))] {
			return fmt.Errorf("its name has a part %s, which is a device on Windows (--unportable takes it)", part)
		}
	}
	return nil
}

var windowsDevices = devices()

func devices() map[string]bool {
	all := map[string]bool{"CON": true, "PRN": true, "AUX": true, "NUL": true, "CONIN$": true, "CONOUT$": true}
	for _, n := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³"} {
		all["COM"+n], all["LPT"+n] = true, true
	}
	return all
}
