package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path"
	"regexp"
	"strings"

	"github.com/npygo/npygo/remote"
)

// isURL reports whether arg is one that can be read.
func isURL(arg string) bool {
	scheme, _, ok := strings.Cut(arg, "://")
	return ok && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// urlPlace takes a URL apart. What stands behind a # is no server's business, and
// thus the place for the name of a member, or for [N]; URL:MEMBER and URL[N] are as for
// files, except behind a question mark, where servers take ids[0] for their own. (A
// member that is called [N] is #[N].npy.)
func urlPlace(arg string) place {
	p := place{file: arg, pick: -1}
	base, pick, picked := splitPick(arg)
	if file, member, ok := strings.Cut(arg, "#"); ok {
		p.file = file
		if picked && base == file+"#" {
			p.pick = pick
		} else {
			p.member = &member
		}
		return p
	}
	if parts := memberInURL.FindStringSubmatch(arg); parts != nil {
		p.file, p.member = parts[1], &parts[2]
		return p
	}
	if picked && !strings.Contains(base, "?") {
		p.file, p.pick = base, pick
	}
	return p
}

// memberInURL finds the colon in https://host/a.npz:MEMBER. In a query it would be part of that.
var memberInURL = regexp.MustCompile(`^([^:]*://[^/?]*/[^?]*?\.(?i:npz)):([^?]*)$`)

// openURL opens the object at a URL with one request, and ends its requests when
// the user interrupts the program.
func openURL(p place) (*source, error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // the next Ctrl-C ends the program, whatever it does
	f, err := remote.Open(ctx, nil, p.file)
	if err != nil {
		stop()
		return nil, err
	}
	return newURLSource(shownURL(p.file), p.pick, f, func() error {
		defer stop()
		return f.Close()
	}), nil
}

func newURLSource(name string, pick int, f *remote.File, close func() error) *source {
	r := &urlReader{f: f}
	return &source{name: name, pick: pick, object: f, section: io.NewSectionReader(f, 0, f.Size()), seeker: r, r: bufio.NewReader(r),
		close: func() error {
			r.stop()
			return close()
		}}
}

// again is the same object from its beginning. It is closed with s.
func (s *source) again() *source {
	return newURLSource(s.name, s.pick, s.object, func() error { return nil })
}

// urlReader reads an object from anywhere on. Small reads are for headers, and
// served from what is there or blocks; a large one begins a walk through
// elements, which is one request, however long it gets.
type urlReader struct {
	f    *remote.File
	pos  int64
	rest io.ReadCloser // of the object, from pos on, if a walk has begun
}

const walkFrom = 64 << 10 // bytes: more than bufio asks for on its own

func (r *urlReader) Read(p []byte) (n int, err error) {
	if r.pos >= r.f.Size() {
		return 0, io.EOF
	}
	if r.rest == nil && len(p) >= walkFrom {
		if r.rest, err = r.f.ReadRange(r.pos, r.f.Size()-r.pos); err != nil {
			return 0, err
		}
	}
	if r.rest != nil {
		n, err = r.rest.Read(p)
	} else {
		n, err = r.f.ReadAt(p, r.pos)
	}
	r.pos += int64(n)
	return n, err
}

// Seek goes to the byte at, counted from the beginning.
func (r *urlReader) Seek(at int64, _ int) (int64, error) {
	if at != r.pos {
		r.stop()
		r.pos = at
	}
	return at, nil
}

func (r *urlReader) stop() {
	if r.rest != nil {
		r.rest.Close()
		r.rest = nil
	}
}

// urlKey is what an array is called in an archive, after its URL.
func urlKey(name string) string {
	_, name, _ = strings.Cut(name, "://")
	_, name, _ = strings.Cut(name, "/")
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	return withoutNpy(path.Base("/" + name))
}

// joined is how a member of a file is named.
func joined(file, member string) string {
	if isURL(file) {
		return file + "#" + member
	}
	return file + ":" + member
}

// shown is an argument as it may be shown. What is no file may be a mistyped URL.
func shown(arg string) string {
	p := placeOf(arg)
	if !isURL(arg) {
		arg = strings.TrimPrefix(arg, dashMark)
		if there(p.file) {
			return arg
		}
		return withoutSecrets(arg)
	}
	switch name := shownURL(p.file); {
	case p.member != nil:
		return joined(name, *p.member)
	case p.pick >= 0:
		return fmt.Sprintf("%s[%d]", name, p.pick)
	default:
		return name
	}
}

// shownURL is a URL without its query, which may hold a signature, and without a password.
func shownURL(raw string) string {
	raw, _, _ = strings.Cut(raw, "?")
	return withoutSecrets(raw)
}

// withoutSecrets takes queries and passwords out of the URLs in a text, and queries that
// look signed out of whatever has them: arguments in wrong places and mistyped ones, too, come
// into messages.
func withoutSecrets(text string) string {
	return signatures.ReplaceAllString(urls.ReplaceAllString(text, "$1$2$3"), "$1")
}

// What a URL's scheme is, or was meant to be, has two letters or more: C:/ is a disk. Behind
// a query may stand the sentence that it is quoted in.
var (
	urls       = regexp.MustCompile(`(?i)((?:https?:|[a-z0-9+.-]{2,}:/)/*)(?:[^\s/?#]*@)?([^\s?#]*)(?:\?[^\s#]*?` + queryEnd + `)?`)
	signatures = regexp.MustCompile(`(?i)[?&][^\s#]*?(?:x-amz-|x-goog-|signature=|sig=|token=)[^\s#]*?` + queryEnd)
)

const queryEnd = `(["')]*[:,;.]?(?:[\s#]|$))`

// message is the text of err for people. Whatever has been made of it on its
// way: where a server is to blame, that is all there is to say.
func message(err error) string {
	text := strings.TrimPrefix(err.Error(), "npy: ")
	var e *remote.Error
	if errors.As(err, &e) {
		text = remoteMessage(e)
	}
	return withoutSecrets(text)
}

func remoteMessage(e *remote.Error) string {
	text := strings.TrimPrefix(e.Error(), "remote: ")
	switch {
	case errors.Is(e, context.Canceled):
		return e.URL + ": interrupted"
	case errors.Is(e, remote.ErrNoRanges):
		return e.URL + ": the server does not send parts of files: read all of it, as in: curl 'URL' | npy info -"
	case errors.Is(e, remote.ErrChanged):
		return e.URL + " has been changed while it was read: try again"
	case e.Status == http.StatusNotFound, e.Status == http.StatusGone:
		return fmt.Sprintf("%s: there is no such file (the server answers %d)", e.URL, e.Status)
	case e.Status == http.StatusBadRequest, e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden:
		return fmt.Sprintf("%s: the server refuses it (%d %s): it may not be for everybody, or a presigned URL has expired: ask for a new one, and put it in quotes, because of the shell",
			e.URL, e.Status, http.StatusText(e.Status))
	}
	return text
}
