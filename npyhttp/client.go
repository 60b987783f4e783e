package npyhttp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// Post sends a and returns the array of the answer: what a Handler, a SageMaker
// endpoint, or any server does that takes and gives .npy. A nil client is
// http.DefaultClient; its Transport is the place for credentials and retries, and
// its redirects of the statuses 307 and 308 send the array again.
//
// An answer of another status than 2xx gives an *Error, with what its problem
// document or, if it is short, its text says. A Handler whose function returns that
// answers 502, and keeps the text from its own client. An array is taken whatever media
// type it is labelled with, as an .npz of one array is; for another answer the
// error says what it is. Errors about the array in the answer wrap npy's.
//
// a is copied: the client may still be sending when the server has answered.
//
// Options: MaxBytes, for the answer; Arrays.
func Post[Out, In any](ctx context.Context, client *http.Client, url string, a npy.Array[In], opts ...Option) (npy.Array[Out], error) {
	file, err := a.MarshalBinary()
	if err != nil {
		return npy.Array[Out]{}, err
	}
	answer, err := post(ctx, client, url, ContentType, file)
	if err != nil {
		return npy.Array[Out]{}, err
	}
	defer answer.Body.Close()
	return ReadResponse[Out](answer, opts...)
}

// PostNPZ is Post for archives of named arrays. The answer is held in memory, and the
// Reader should be closed, as that of ReadNPZ.
func PostNPZ(ctx context.Context, client *http.Client, url string, arrays map[string]npy.AnyArray, opts ...Option) (*npz.Reader, error) {
	var file bytes.Buffer
	if err := archive(&file, arrays, nil); err != nil {
		return nil, err
	}
	answer, err := post(ctx, client, url, ContentTypeNPZ, file.Bytes())
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return ReadResponseNPZ(answer, opts...)
}

// ReadResponse reads the one array that is the body of an answer, as Post does:
// for requests of other methods, or with headers of their own. The caller closes
// the body.
//
// Options: MaxBytes, Arrays.
func ReadResponse[T any](answer *http.Response, opts ...Option) (npy.Array[T], error) {
	o := collect(opts)
	b := bodies.Get().(*body)
	defer b.free()
	f, err := b.openResponse(answer, &o)
	if err != nil {
		return npy.Array[T]{}, err
	}
	var a npy.Array[T]
	if err := readArray(b, f, &a, &o); err != nil {
		return npy.Array[T]{}, answerError(err)
	}
	return a, nil
}

// ReadResponseNPZ is ReadResponse for archives of named arrays: for answers to a GET, say.
// The answer is read to its end and held in memory: the caller closes its body, at once if
// he likes, and the Reader, as that of ReadNPZ.
//
// Options: MaxBytes, Arrays.
func ReadResponseNPZ(answer *http.Response, opts ...Option) (*npz.Reader, error) {
	o := collect(opts)
	b := bodies.Get().(*body)
	defer b.free()
	f, err := b.openResponse(answer, &o)
	if err != nil {
		return nil, err
	}
	if f != formatNPZ {
		return nil, errors.New("npyhttp: the answer is one array, and no archive: Post and ReadResponse take it")
	}
	z, err := readArchive(b, &o, "(answer)")
	if err != nil {
		return nil, answerError(err)
	}
	return z, nil
}

// post sends the file. Accept names what was sent, and nothing else: servers that
// compare it for equality are many.
func post(ctx context.Context, client *http.Client, url, mediaType string, file []byte) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	r.Header["Content-Type"] = []string{mediaType}
	r.Header["Accept"] = []string{mediaType}
	if client == nil {
		client = http.DefaultClient
	}
	return client.Do(r)
}

// openResponse begins to read an answer, whatever it is labelled with.
func (b *body) openResponse(answer *http.Response, o *options) (format, error) {
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return formatNone, statusError(answer)
	}
	ctx := context.Background()
	if answer.Request != nil {
		ctx = answer.Request.Context()
	}
	if err := b.open(ctx, answer.Body, answer.ContentLength, answer.Header, o.limit); err != nil {
		return formatNone, answerError(err)
	}
	f := b.sniff()
	switch {
	case f != formatNone:
		return f, nil
	case b.err != nil && b.err != io.EOF:
		return formatNone, answerError(b.err)
	case len(b.rest) == 0:
		return formatNone, answerError(nothing())
	}
	return formatNone, answerError(notArray(answer.Header.Get("Content-Type")))
}

// answerError says that err is about the answer. An *Error would be the server's.
func answerError(err error) error {
	var e *Error
	if errors.As(err, &e) {
		if err = e.Cause; err == nil {
			err = errors.New(e.Detail)
		}
	}
	return fmt.Errorf("npyhttp: the answer: %w", err)
}

// statusError is the *Error that an answer of another status than 2xx stands for.
func statusError(answer *http.Response) error {
	const most, shown = 64 << 10, 500
	e := &Error{Status: answer.StatusCode, received: true}
	text, err := io.ReadAll(io.LimitReader(answer.Body, most))
	if err != nil {
		e.Cause = err
		return e
	}
	var doc problem
	switch name := strings.ToLower(bare(answer.Header.Get("Content-Type"))); {
	case name == typeProblem && json.Unmarshal(text, &doc) == nil:
		e.Type, e.Title, e.Detail = clean(doc.Type, shown), clean(doc.Title, shown), clean(doc.Detail, shown)
	case name == "text/plain" || name == typeJSON:
		e.Detail = clean(string(text), shown)
	}
	if e.Type == "about:blank" {
		e.Type = ""
	}
	return e
}

// clean makes text of the server's fit for an error: one line, not too long.
func clean(s string, most int) string {
	s = oneLine(s)
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "..."
	}
	return s
}

// oneLine is s as one line of UTF-8, without what a terminal would obey.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(strings.TrimSpace(s), "\uFFFD"))
}
