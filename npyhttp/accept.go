package npyhttp

import (
	"cmp"
	"strings"
)

// choice is an answer's form, and the media type to label it with: the one that
// the client named, if it was an alias.
type choice struct {
	format format
	name   string
}

// negotiate finds, among offers (the one that the server likes best first), what
// an Accept header takes with the highest q. ok is false if it takes none. What
// cannot be understood of the header is passed over; a header of which nothing
// can be understood, as one that is not there, takes everything.
func negotiate(accept []string, offers []format) (c choice, ok bool) {
	first := choice{offers[0], names[offers[0]][0]}
	if len(accept) == 0 || len(accept) == 1 && (accept[0] == first.name || accept[0] == "*/*" || accept[0] == "") {
		return first, true
	}
	var best [3]rating // of each offer; there are no more
	for _, line := range accept {
		for rest := line; rest != ""; {
			var element string
			element, rest = cutList(rest, ',')
			r, valid := parseRange(element)
			if !valid {
				continue
			}
			ok = true
			for i, f := range offers {
				best[i].consider(r, f)
			}
		}
	}
	if !ok {
		return first, true
	}
	highest := 0
	for i, f := range offers {
		if q, label := best[i].quality(f); q > highest {
			highest, c = q, choice{f, label}
		}
	}
	return c, highest > 0
}

// mediaRange is an element of an Accept header.
type mediaRange struct {
	typ, subtype string // "*" for any
	q            int    // in thousandths
}

// rating is what the ranges of an Accept header say of one format: q in
// thousandths, plus one, so that 0 is nothing said.
type rating struct {
	name, group, any int // of the name that is sent, application/*, */*
	other            int // of alias
	alias            string
}

func (r *rating) consider(m mediaRange, f format) {
	switch {
	case m.typ == "*":
		r.any = max(r.any, m.q+1)
	case m.subtype == "*":
		if strings.EqualFold(m.typ, "application") { // as all of ours are
			r.group = max(r.group, m.q+1)
		}
	case equalName(m, names[f][0]):
		r.name = max(r.name, m.q+1)
	case m.q+1 > r.other:
		if alias := aliasOf(m, f); alias != "" {
			r.other, r.alias = m.q+1, alias
		}
	}
}

// aliasOf is the name by which m means f, although another one is sent.
func aliasOf(m mediaRange, f format) string {
	for _, name := range names[f][1:] {
		if equalName(m, name) {
			return name
		}
	}
	if f != formatJSON && equalName(m, octetStream) {
		return octetStream
	}
	return ""
}

// octetStream is what clients take that want bytes, whatever they are.
const octetStream = "application/octet-stream"

// quality is in thousandths, 0 if the format is not taken, and label is the name
// to send it by. Of the ranges that the usual name is in the most specific
// counts, whatever the others say.
func (r *rating) quality(f format) (q int, label string) {
	usual := cmp.Or(r.name, r.group, r.any)
	if r.other > usual {
		return r.other - 1, r.alias
	}
	return max(usual-1, 0), names[f][0]
}

func equalName(m mediaRange, name string) bool {
	typ, subtype, _ := strings.Cut(name, "/")
	return strings.EqualFold(m.typ, typ) && strings.EqualFold(m.subtype, subtype)
}

// parseRange reads an element like "application/*;v=1;q=0.5". Parameters other than
// q do not count: the formats have none.
func parseRange(s string) (m mediaRange, ok bool) {
	name, params := cutList(s, ';')
	m.typ, m.subtype, ok = strings.Cut(strings.Trim(name, blanks), "/")
	if !ok || !isToken(m.typ) || !isToken(m.subtype) || m.typ == "*" && m.subtype != "*" {
		return mediaRange{}, false
	}
	m.q = 1000
	for params != "" {
		var param string
		param, params = cutList(params, ';')
		key, value, _ := strings.Cut(param, "=")
		if !strings.EqualFold(strings.Trim(key, blanks), "q") {
			continue
		}
		if m.q, ok = parseQuality(strings.Trim(value, blanks)); !ok {
			return mediaRange{}, false
		}
	}
	return m, true
}

const blanks = " \t"

// parseQuality reads a number from 0 to 1 with up to three decimals (RFC 9110,
// section 12.4.2), in thousandths.
func parseQuality(s string) (q int, ok bool) {
	whole, decimals, _ := strings.Cut(s, ".")
	if whole != "0" && whole != "1" || len(decimals) > 3 {
		return 0, false
	}
	q = 1000 * int(whole[0]-'0')
	for i, weight := 0, 100; i < len(decimals); i, weight = i+1, weight/10 {
		if decimals[i] < '0' || decimals[i] > '9' {
			return 0, false
		}
		q += weight * int(decimals[i]-'0')
	}
	return q, q <= 1000
}

// cutList cuts s at the first sep that is not within a quoted string.
func cutList(s string, sep byte) (before, after string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case quoted && s[i] == '\\':
			i++
		case s[i] == sep && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// isToken tells whether s is a token of RFC 9110, section 5.6.2.
func isToken(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`"(),/:;<=>?@[\]{}`, c) >= 0 {
			return false
		}
	}
	return s != ""
}
