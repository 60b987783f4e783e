package remote_test

import (
	"crypto/tls"
	"errors"
	"io"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/npygo/npygo/remote"
)

func TestParseContentRange(t *testing.T) {
	for _, c := range []struct {
		s                 string
		first, last, size int64
	}{
		{"bytes 0-99/1234", 0, 99, 1234},
		{"bytes 0-0/1", 0, 0, 1},
		{"bytes 5-99/*", 5, 99, -1},
		{"bytes */0", -1, -1, 0},
		{"bytes */1234", -1, -1, 1234},
		{"BYTES 0-99/100", 0, 99, 100},
		{"bytes  007-0099/0100 ", 7, 99, 100},
		{"bytes 4611686018427387903-4611686018427387903/4611686018427387904", 1<<62 - 1, 1<<62 - 1, 1 << 62},
	} {
		if first, last, size, ok := remote.ParseContentRange(c.s); !ok || first != c.first || last != c.last || size != c.size {
			t.Errorf("%q: %d-%d/%d, %v", c.s, first, last, size, ok)
		}
	}
	for _, s := range []string{"", "bytes", "bytes ", "bytes 0-99", "bytes 0/100", "bytes -99/100", "bytes 0-/100", "bytes 9-8/100", "bytes 0-100/100",
		"bytes */*", "bytes +0-9/10", "bytes 0-9/ 10", "bytes 0 - 9/10", "bytes 0-9/-1", "bytes 0-9/10/11", "bytes=0-9/10", "items 0-9/10", "bytes 0x0-9/10", "bytes 1_0-11/20",
		"bytes 0-9/4611686018427387905", "bytes 0-4611686018427387904/*", "bytes */4611686018427387905", "bytes 9223372036854775805-9223372036854775805/9223372036854775806",
		"bytes 0-9223372036854775807/*", "bytes 0-9/9223372036854775807", "bytes 0-9/99999999999999999999", "0-9/10", "bytes\t0-9/10", "bytes 0--1/0",
		"bytes 0-0/1\n", "bytes 0-0/1\v", "bytes \u00a00-0/1", "byte\u017f 0-0/1"} {
		if first, last, size, ok := remote.ParseContentRange(s); ok {
			t.Errorf("%q is taken for %d-%d/%d", s, first, last, size)
		}
	}
}

// contentRanges has the whitespace of RFC 9110, section 5.6.3, and the letters of ASCII: (?i:s) would match U+017F.
var contentRanges = regexp.MustCompile(`^[bB][yY][tT][eE][sS] [ \t]*(?:(\d+)-(\d+)|\*)/(?:(\d+)|\*)[ \t]*$`)

// FuzzParseContentRange compares the parser with a regular expression and numbers without end.
func FuzzParseContentRange(f *testing.F) {
	for _, s := range []string{"bytes 0-99/1234", "bytes 5-99/*", "bytes */0", "bytes */*", "Bytes 1-2/3", "bytes 9-8/100", "bytes 0--1/0", "bytes 0-9223372036854775807/*",
		"bytes 0-0/1\n", "bytes \u00a00-0/1", "byte\u017f 0-0/1", "bytes \t0-0/1\t"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		first, last, size, ok := remote.ParseContentRange(s)
		m := contentRanges.FindStringSubmatch(s)
		want := m != nil
		number := func(digits string) int64 {
			n, isNumber := new(big.Int).SetString(digits, 10)
			if digits == "" {
				return -1
			}
			if !isNumber || n.Cmp(big.NewInt(1<<62)) > 0 {
				want = false
				return -1
			}
			return n.Int64()
		}
		if want {
			a, b, c := number(m[1]), number(m[2]), number(m[3])
			want = want && (m[1] != "" || m[3] != "") && a <= b && b < 1<<62 && (c < 0 || b < c)
			if want && (a != first || b != last || c != size) {
				t.Errorf("%q: %d-%d/%d", s, first, last, size)
			}
		}
		if ok != want {
			t.Errorf("%q is a Content-Range: %v", s, ok)
		}
	})
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	for s, want := range map[string]time.Duration{
		"": 0, "0": 0, "-5": 0, "7": 7 * time.Second, " 7 ": 7 * time.Second, "99999999999999": 1 << 31 * time.Second, "soon": 0,
		now.Add(time.Minute).Format(http.TimeFormat): time.Minute,
		now.Add(-time.Hour).Format(http.TimeFormat):  0,
	} {
		if got := remote.RetryAfter(s, now); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestWithoutSecrets(t *testing.T) {
	for raw, want := range map[string]string{
		"https://h/a/b.npy?X-Amz-Signature=s#f": "https://h/a/b.npy",
		"https://u:p@h:1/a?":                    "https://h:1/a",
		"https://u:p@h/a@b/c?q":                 "https://h/a@b/c",
		"https://u:p@h:x":                       "https://...",
		"https://u:pa/ss@h/x":                   "https://...",
		"ftp:user:pass@h/x":                     "ftp:...",
		"https:/u:pass@h/x":                     "https:...",
		"u:pass@h/x":                            "u:...",
		"/pass@h/x":                             "...",
		"a b\x00#f":                             "...",
		"":                                      "",
	} {
		if got := remote.WithoutSecrets(raw); got != want {
			t.Errorf("%q: %q", raw, got)
		}
	}
}

func TestClean(t *testing.T) {
	plain := errors.New("plain")
	if got := remote.Clean(&url.Error{Op: "Get", URL: "http://h/?s", Err: &url.Error{Err: plain}}); got != plain {
		t.Errorf("%v", got)
	}
	got := remote.Clean(errors.Join(fs.ErrNotExist, &url.Error{Op: "Get", URL: "http://h/?s=secret", Err: plain}))
	if want := "file does not exist\nGet \"http://h/?...\": plain"; got.Error() != want || !errors.Is(got, fs.ErrNotExist) || errors.Is(got, fs.ErrClosed) {
		t.Errorf("%v", got)
	}
	if errors.As(got, new(*url.Error)) {
		t.Error("the URL can still be found")
	}
}

func TestPassing(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{io.ErrUnexpectedEOF, true},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, true},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, true},
		{&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, true},
		{&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}, false},
		{&net.OpError{Op: "dial", Err: &net.DNSError{Err: "server misbehaving", IsTemporary: true}}, true},
		{&tls.CertificateVerificationError{Err: errors.New("unknown authority")}, false},
		{errors.New("remote error: tls: handshake failure"), false},
		{errors.New("http: server gave HTTP response to HTTPS client"), false},
		{errors.New("http2: server sent GOAWAY and closed the connection"), true},
	} {
		if got := remote.Passing(c.err); got != c.want {
			t.Errorf("%v: %v", c.err, got)
		}
	}
}
