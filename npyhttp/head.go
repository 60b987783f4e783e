package npyhttp

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"

	"github.com/npygo/npygo/header"
)

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
