package friends_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The README names the versions that these tests ran with.
func TestREADMENamesVersions(t *testing.T) {
	mod, readme := string(must(os.ReadFile("../go.mod"))), string(must(os.ReadFile("../README.md")))
	direct, _, _ := strings.Cut(mod, "// indirect")
	friends := 0
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) (v\S+)$`).FindAllStringSubmatch(direct, -1) {
		if m[1] == "github.com/npygo/npygo" || m[1] == "github.com/google/go-cmp" {
			continue
		}
		friends++
		if !strings.Contains(readme, "`"+m[1]+"` "+m[2]) {
			t.Errorf("README.md does not name `%s` %s", m[1], m[2])
		}
	}
	if friends < 7 {
		t.Errorf("go.mod names %d friends only: is it read right?", friends)
	}
}
