package npyhttp

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/npygo/npygo/header"
)

// The magic strings by which bodies are told apart.
const (
	magicNPY    = "\x93NUMPY"
	magicZip    = "PK\x03\x04"
	magicNoZip  = "PK\x05\x06" // of an archive without members
	magicLength = len(magicNPY)
)

// sniff is the format that the first bytes show; formatNone for any other.
func (b *body) sniff() format {
	b.look(magicLength)
	switch start := string(b.rest[:min(len(b.rest), magicLength)]); {
	case start == magicNPY:
		return formatNPY
	case strings.HasPrefix(start, magicZip), strings.HasPrefix(start, magicNoZip):
		return formatNPZ
	}
	return formatNone
}

// format finds out what b is. label is what the sender calls it: a label that we
// know may be wrong, which the magic tells; another one is not looked behind.
func (b *body) format(label string) (format, error) {
	says := formatOf(label)
	if says == formatNone || says == formatJSON {
		return formatNone, unsupported(fmt.Sprintf("The media type is not one of an array: send %s or %s.", ContentType, ContentTypeNPZ))
	}
	if f := b.sniff(); f != formatNone {
		return f, nil
	}
	switch {
	case b.err != nil && b.err != io.EOF:
		return formatNone, b.err
	case len(b.rest) == 0:
		return formatNone, nothing()
	case says == formatBare:
		return formatNone, unsupported(fmt.Sprintf(
			"The body does not begin as an array does, and no media type says what it is: send %s or %s.", ContentType, ContentTypeNPZ))
	}
	return formatNone, &header.Error{Kind: header.ErrMagic, Offset: 0, Detail: "the body is neither .npy nor .npz"}
}

// notArray is for an answer that is something else.
func notArray(label string) error {
	return &header.Error{Kind: header.ErrMagic, Offset: 0, Detail: fmt.Sprintf("it is neither .npy nor .npz, and is labelled %q", label)}
}

func unsupported(detail string) error {
	return &Error{Status: http.StatusUnsupportedMediaType, Detail: detail, field: "Accept", value: ContentType + ", " + ContentTypeNPZ}
}
