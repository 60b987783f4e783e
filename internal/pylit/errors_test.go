package pylit

import (
	"errors"
	"strings"
	"testing"
)

// TestErrorText: an error tells what is wrong, and where.
func TestErrorText(t *testing.T) {
	var l Literal
	err := l.Parse([]byte("{'a': 1 2}"), 0)
	var e *Error
	if !errors.As(err, &e) || e.Offset != 8 || !strings.HasSuffix(err.Error(), " at byte 8") || strings.HasPrefix(err.Error(), " ") {
		t.Errorf("%v", err)
	}
}
