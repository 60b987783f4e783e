package remote

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// discreet is client, but tells no server what is for another one. By default net/http's
// Referer holds the whole URL that sent it there, signature and all, and its redirects
// take along every header but Authorization, Cookie and the like; secret are those
// that home alone may see. Behind another server they stay away for good: it chooses
// what comes next.
func discreet(client *http.Client, home *url.URL, secret http.Header) *http.Client {
	if client == nil {
		client = http.DefaultClient
	}
	elsewhere := func(req *http.Request) bool { return !sameServer(home, req.URL) }
	c := *client
	c.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		req.Header.Del("Referer")
		if elsewhere(req) || slices.ContainsFunc(via, elsewhere) {
			for name := range secret {
				req.Header.Del(name)
			}
		}
		if client.CheckRedirect != nil {
			return client.CheckRedirect(req, via)
		}
		if len(via) >= 10 {
			return errors.New("stopped after 10 redirects")
		}
		return nil
	}
	return &c
}

// sameServer tells whether u may see what was meant for home: the same host and port,
// by the same scheme. From http:// to https:// on their own ports is a step up, which
// many servers ask for; the other way secrets would be read on the wire.
func sameServer(home, u *url.URL) bool {
	if !strings.EqualFold(home.Hostname(), u.Hostname()) {
		return false
	}
	from, to := home.Scheme+":"+port(home), u.Scheme+":"+port(u)
	return from == to || from == "http:80" && to == "https:443"
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}
