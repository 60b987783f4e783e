package npyhttp

import (
	"strings"
	"testing"
)

func TestNegotiate(t *testing.T) {
	const npy, npz, json, none = ContentType, ContentTypeNPZ, "application/json", ""
	tests := []struct{ accept, want string }{
		// Nothing said.
		{"", npy}, {" ", npy}, {",", npy}, {", ,;", npy}, {"*/*", npy}, {"application/*", npy}, {"APPLICATION/*", npy},
		// One named.
		{npy, npy}, {npz, npz}, {json, json}, {"Application/X-NPZ", npz}, {npz + ";v=1", npz}, {npz + " ; q=0.1", npz},
		// Aliases are answered as they are named.
		{"application/npy", "application/npy"}, {"application/vnd.numpy.npz", "application/vnd.numpy.npz"},
		{"application/zip", "application/zip"}, {"application/octet-stream", "application/octet-stream"},
		{"application/npy, " + npy, npy}, {"application/npy;q=0.9, " + npy + ";q=0.8", "application/npy"},
		{"application/npy, */*;q=0.9", "application/npy"}, {"application/npy;q=0, */*", npy}, {"application/octet-stream, */*", npy},
		// By q.
		{npy + ";q=0.5," + npz, npz}, {json + ";q=0.9, */*;q=0.8", json}, {json + ";q=0.8, */*;q=0.9", npy},
		{json + ";q=0.500, " + npz + ";q=0.501", npz}, {json + ", " + npz, npz}, {json + ", text/html", json},
		{"text/html, application/json;q=0.9, */*;q=0.1", json}, {json + ";q=0.3, " + json + ";q=0.9, " + npz + ";q=0.5", json},
		{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", npy}, // a browser
		// q=0 refuses, and the more specific range wins.
		{npy + ";q=0, */*", npz}, {npy + ";q=0.0, application/*", npz}, {"application/*;q=0, */*", none}, {"*/*;q=0", none},
		{"*/*;q=0, " + json, json}, {npy + ";q=0," + npz + ";q=0, */*;q=0.1", json}, {npy + ";q=0.000", none},
		{"application/*;q=0.2, */*", npy}, {"*/*, " + npy + ";q=0.1", npz},
		// None of ours.
		{"text/html", none}, {"text/*", none}, {"image/png, audio/*;q=0.3", none},
		// Malformed elements are passed over; the others count.
		{"npy", npy}, {"/", npy}, {"*", npy}, {"*/json", npy}, {"a b/c", npy}, {"application/", npy}, {json + ";q=2", npy}, {json + ";q=-1", npy},
		{json + ";q=0.1234", npy}, {json + ";q=1.001", npy}, {json + ";q=", npy}, {json + ";q=x", npy}, {json + ";q=0.x", npy}, {json + ";q=0.5 5", npy}, {json + ";q=.5", npy}, {json + ";q=1.", json}, {json + ";q", npy},
		{"*, " + json, json}, {npz + ";q=oops, " + json, json}, {"text/html;q=9", npy},
		// Quoted strings hide separators.
		{json + `;a="x,y;q=0"`, json}, {json + `;a="\",` + npy + `";q=0.5, ` + npz + ";q=0.4", json}, {json + `;a="`, json}, {`"` + npz, npy},
	}
	offers := []format{formatNPY, formatNPZ, formatJSON}
	for _, test := range tests {
		c, ok := negotiate([]string{test.accept}, offers)
		if ok != (test.want != none) || c.name != test.want {
			t.Errorf("%q: %q, %v, want %q", test.accept, c.name, ok, test.want)
		}
		parts := strings.Split(test.accept, ",") // lines of one header are one list
		if strings.Contains(test.accept, `"`) {
			continue
		}
		if again, ok2 := negotiate(parts, offers); again != c || ok2 != ok {
			t.Errorf("%q on several lines: %q, on one: %q", test.accept, again.name, c.name)
		}
	}
	if c, ok := negotiate(nil, offers); !ok || c.name != npy {
		t.Error("without Accept:", c)
	}
	if c, ok := negotiate([]string{"application/octet-stream"}, []format{formatNPZ, formatJSON}); !ok || c.format != formatNPZ {
		t.Error("octet-stream of archives:", c)
	}
}

func FuzzNegotiate(f *testing.F) {
	f.Add(`application/x-npy;q=0.5, */*;q=0, a/b;c="d,e"`)
	f.Add("application/json;q=0.9,,*/*")
	f.Fuzz(func(t *testing.T, accept string) {
		offers := []format{formatNPY, formatNPZ, formatJSON}
		c, ok := negotiate([]string{accept}, offers)
		if ok != (c.name != "") {
			t.Fatalf("%q: %v, %v", accept, c, ok)
		}
		if ok && c.name != octetStream && formatOf(c.name) != c.format {
			t.Fatalf("%q: %v is labelled %q", accept, c.format, c.name)
		}
		if strings.Contains(accept, `"`) { // which may be open at the end
			return
		}
		for f, name := range map[format]string{formatNPY: ContentType, formatJSON: typeJSON} {
			if c, ok := negotiate([]string{accept, name}, []format{f}); !ok || c.format != f {
				t.Fatalf("%q and %s: %v, %v", accept, name, c, ok)
			}
		}
	})
}

// TestFormatOf: every name stands for one format.
func TestFormatOf(t *testing.T) {
	seen := map[string]bool{}
	for f, list := range names {
		for _, name := range list {
			if seen[name] || formatOf(strings.ToUpper(name)+" ;charset=x") != format(f) {
				t.Errorf("%q: %v", name, formatOf(name))
			}
			seen[name] = true
		}
	}
	for _, other := range []string{"text/plain", "application/x-np", "application/x-npyy", "multipart/form-data"} {
		if f := formatOf(other); f != formatNone {
			t.Errorf("%q: %v", other, f)
		}
	}
}
