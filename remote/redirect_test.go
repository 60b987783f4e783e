package remote_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/remote"
)

func TestRedirects(t *testing.T) {
	target := serve(t, random(200*kib))
	s := serve(t, nil)
	var referers []string
	target.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		referers = append(referers, r.Referer())
		return false
	}
	s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		http.Redirect(w, r, target.URL+"/b?Signature=2", http.StatusTemporaryRedirect)
		return true
	}
	client := &http.Client{Transport: s.Client().Transport}
	f, err := remote.Open(context.Background(), client, s.URL+"/a?Signature=1")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	checkRead(t, f, target.data, 100*kib, 10)
	if got := target.sent("If-Match"); !slices.Equal(got, []string{"", `"one"`}) {
		t.Errorf("If-Match %q", got)
	}
	if got := target.sent("Range"); !slices.Equal(got, []string{"bytes=0-65535", "bytes=65536-131071"}) {
		t.Errorf("Range %q", got)
	}
	for _, r := range referers {
		if r != "" {
			t.Errorf("Referer %q", r)
		}
	}
	target.set(func(s *server) { s.etag = `"two"` })
	_, err = f.ReadAt(make([]byte, 1), 150*kib)
	checkError(t, err, remote.ErrChanged)

	if client.CheckRedirect != nil {
		t.Error("the caller's client was changed")
	}
	refuse := errors.New("no redirects here")
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return refuse }
	before := s.count()
	_, err = remote.Open(context.Background(), client, s.URL+"/a?Signature=1")
	checkError(t, err, refuse)
	if n := s.count() - before; n != 1 {
		t.Errorf("%d requests although redirects are refused", n)
	}
}

// The headers of the option are for the server that Open was told, whoever sends its
// requests elsewhere. They do not come back with a request that has been there.
func TestHeaderStaysAtHome(t *testing.T) {
	const all = "Bearer mine, a=mine, mine"
	for _, c := range []struct {
		way   string // h: home, a: another server, and each redirects to the next
		renew bool   // the first does not: its URL has expired, and Renew gives the second
		want  []string
	}{
		{"hh", false, []string{all, all}},
		{"ha", false, []string{all, ""}},
		{"hha", false, []string{all, all, ""}},
		{"hah", false, []string{all, "", ""}},
		{"hh", true, []string{all, all}},
		{"ha", true, []string{all, ""}},
		{"hah", true, []string{all, "", ""}},
	} {
		t.Run(fmt.Sprint(c.way, " ", c.renew), func(t *testing.T) {
			servers := map[rune]*server{'h': serve(t, random(kib)), 'a': serve(t, random(kib))}
			var urls, got []string
			for i, name := range c.way {
				urls = append(urls, fmt.Sprintf("%s/%d", servers[name].URL, i))
			}
			for _, s := range servers {
				s.fault = func(_ int, w http.ResponseWriter, r *http.Request) bool {
					got = append(got, strings.Join(slices.Concat(r.Header["Authorization"], r.Header["Cookie"], r.Header["X-Api-Key"]), ", "))
					if len(got) == len(urls) {
						return false
					}
					if c.renew && len(got) == 1 {
						w.WriteHeader(http.StatusForbidden)
					} else {
						http.Redirect(w, r, urls[len(got)], http.StatusFound)
					}
					return true
				}
			}
			open(t, servers['h'], "/0", remote.Header(http.Header{"Authorization": {"Bearer mine"}, "Cookie": {"a=mine"}, "x-api-key": {"mine"}}),
				remote.Renew(func(context.Context) (string, error) { return urls[1], nil }))
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, not %q", got, c.want)
			}
		})
	}
}

func TestSameServer(t *testing.T) {
	for _, c := range []struct {
		home, other string
		want        bool
	}{
		{"http://h/a", "http://H:80/b?c", true},
		{"https://h:443/a", "https://h/b", true},
		{"https://h:8443/a", "https://h:8443/b", true},
		{"http://[::1]:8080/a", "http://[::1]:8080/b", true},
		{"http://h/a", "https://h/a", true},
		{"https://h/a", "http://h/a", false},
		{"https://h/a", "http://h:443/a", false},
		{"http://h/a", "https://h:80/a", false},
		{"http://h:8080/a", "https://h/a", false},
		{"http://h:8080/a", "http://h:8081/a", false},
		{"https://h/a", "https://h.evil/a", false},
		{"https://h/a", "https://sub.h/a", false},
		{"https://h/a", "https://h@evil/a", false},
		{"https://127.0.0.1/a", "https://localhost/a", false},
	} {
		home, err1 := url.Parse(c.home)
		other, err2 := url.Parse(c.other)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if got := remote.SameServer(home, other); got != c.want {
			t.Errorf("from %s to %s: %v", c.home, c.other, got)
		}
	}
}
