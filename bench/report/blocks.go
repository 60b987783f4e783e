package report

import (
	"fmt"
	"os"
	"strings"
)

// Fill writes the blocks into the file of that name, each between its markers,
//
//	<!-- bench:NAME -->
//	...
//	<!-- /bench -->
//
// and leaves everything else as it is. A marker whose block is not given, or is empty
// because its cases were left out, keeps what stands there; a block for which the file
// has no marker is not for this file.
func Fill(name string, blocks map[string]string) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	s, err := fill(string(b), blocks)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if s == string(b) {
		return nil
	}
	return os.WriteFile(name, []byte(s), 0o644)
}

const (
	opening = "<!-- bench:"
	closing = "<!-- /bench -->"
)

func fill(s string, blocks map[string]string) (string, error) {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(s, opening)
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		name, rest, ok := strings.Cut(rest, " -->\n")
		if !ok || strings.Contains(name, "\n") {
			return "", fmt.Errorf("%q is not the start of a line %sNAME -->", first(opening+name), opening)
		}
		old, rest, ok := strings.Cut(rest, closing)
		if !ok || strings.Contains(old, opening) {
			return "", fmt.Errorf("no %s behind %s%s -->", closing, opening, name)
		}
		if block := blocks[name]; block != "" {
			old = "\n" + strings.TrimSpace(block) + "\n\n" // blank lines: Markdown does not look for tables right behind HTML
		}
		out.WriteString(opening + name + " -->\n" + old + closing)
		s = rest
	}
}

func first(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
