package npyhttp

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
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

// checkHead compares what the array's header promises with the limit and with
// the length of the body, before anything is allocated for it or more is read.
// element is how many bytes one takes in memory, 0 for as many as in the file. A
// header that cannot be read is left to npy.
func (b *body) checkHead(element int64) error {
	var dims [8]int
	h, n, err := header.ParseInto(dims[:], b.rest)
	for errors.Is(err, io.ErrUnexpectedEOF) && b.err == nil {
		b.look(len(b.rest) + 1)
		h, n, err = header.ParseInto(dims[:], b.rest)
	}
	switch {
	case errors.Is(err, header.ErrLimit): // not to be read, so that nothing escapes the limits below
		return err
	case err != nil, h.DType.HasObject(): // a pickle has a length of its own
		return nil
	}
	payload, _ := h.PayloadSize() // a header whose size no int64 can say is not parsed
	total := payload + int64(n)
	switch {
	case payload > b.limit-int64(n):
		return tooLarge(b.limit)
	case b.length >= 0 && total > b.length:
		return &Error{Status: http.StatusRequestEntityTooLarge,
			Detail: fmt.Sprintf("The array's header promises %d bytes, Content-Length %d.", total, b.length),
			Cause: &header.Error{Kind: header.ErrTruncated, Offset: int64(n),
				Detail: fmt.Sprintf("the header promises %d bytes in all, Content-Length %d", total, b.length)}}
	case b.length > total:
		return trailing()
	}
	count, err := h.Count()
	if err != nil {
		return err
	}
	return b.checkMemory(count, h.DType.Kind(), element)
}

// checkMemory compares what an array takes in memory with the limit: npy.Cast makes 8
// bytes of 1, and a string or a slice has a header of its own.
func (b *body) checkMemory(count int, kind header.Kind, element int64) error {
	if element == 0 {
		switch kind {
		case header.Unicode:
			element = stringSize
		case header.Bytes:
			element = sliceSize
		}
	}
	if element > 0 && int64(count) > b.limit/element {
		return &Error{
			Status: http.StatusRequestEntityTooLarge,
			Detail: fmt.Sprintf("The array takes more than %d bytes of memory, the most that is taken here.", b.limit),
			Cause: &header.Error{Kind: header.ErrLimit, Offset: -1, Detail: fmt.Sprintf(
				"%d elements of %d bytes each in memory: raise the limit of %d with npyhttp.MaxBytes", count, element, b.limit)},
		}
	}
	return nil
}

// What an element of these types takes, besides its bytes.
var (
	stringSize = int64(reflect.TypeFor[string]().Size())
	sliceSize  = int64(reflect.TypeFor[[]byte]().Size())
)
