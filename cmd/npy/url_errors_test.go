package main

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestURLErrors(t *testing.T) {
	site := urlSite(t)
	bad := bytes.Clone(site.files["/a.npz"])
	bad[bytes.Index(bad, read(t, "mid.npy"))+1000] ^= 1
	site.files["/bad.npz"] = bad
	changed := func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n > 0 {
			w.Header().Set("ETag", `"other"`)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(site.files["/small.npy"]))
		}
		return n > 0
	}
	noRanges := func(_ int, w http.ResponseWriter, r *http.Request) bool {
		w.Write(site.files[r.URL.Path])
		return true
	}
	refused := func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n > 0 {
			w.WriteHeader(http.StatusForbidden)
		}
		return n > 0
	}
	for _, c := range []struct {
		args  string
		fault func(n int, w http.ResponseWriter, r *http.Request) bool
		want  string // %s is the site
	}{
		{"cat %s/no.npy?@", nil, "%s/no.npy: there is no such file (the server answers 404)"},
		{"ls %s/no.npz?@", nil, "%s/no.npz: there is no such file"},
		{"info --json %s/no.npz?@#x", nil, "%s/no.npz: there is no such file"},
		{"cat %s/private/rows.npy?X-Amz-Signature=old", nil, "%s/private/rows.npy: the server refuses it (403 Forbidden): "},
		{"cat %s/rows.npy?@ [100]", refused, "%s/rows.npy: the server refuses it (403 Forbidden): "},
		{"cat %s/rows.npy?@", noRanges, "%s/rows.npy: the server does not send parts of files: read all of it, as in: curl 'URL' | npy info -"},
		{"ls %s/a.npz?@", noRanges, "%s/a.npz: the server does not send parts"},
		{"cat %s/rows.npy?@ [100]", changed, "%s/rows.npy has been changed while it was read: try again"},
		{"info --json %s/rows.npy?@", changed, "%s/rows.npy has been changed"},
		{"info %s/two.npy?@", changed, "%s/two.npy has been changed"},
		{"info --no-stats %s/two.npy?@", changed, "%s/two.npy has been changed"},
		{"cat %s/two.npy?@#[1]", changed, "%s/two.npy has been changed"},
		{"cat %s/a.npz?@#mid", changed, "%s/a.npz has been changed"},
		{"info %s/a.npz?@#rows", changed, "%s/a.npz has been changed"},
		{"cat %s/bad.npz?@#mid -f json", nil, "%s/bad.npz#mid: bad archive: wrong checksum: the CRC-32"},
		{"info %s/bad.npz?@#mid", nil, "%s/bad.npz#mid: bad archive: wrong checksum: the CRC-32"},
		{"zip out.npz %s/rows.npy?@", changed, "%s/rows.npy has been changed"},
		{"zip out.npz x=%s/a.npz?@", nil, "%s/a.npz holds 4 arrays, which cannot all be called x: say which one, as x=%s/a.npz#MEMBER"},
		{"zip %s/out.npz?@ rows.npy", nil, "%s/out.npz is a URL, and archives are written to files"},
		{"cat %s/a.npz?@", nil, "%s/a.npz is an archive: say which member, as %s/a.npz#NAME: there is rows, mid, small, last"},
		{"cat %s/a.npz?@#no", nil, "%s/a.npz has no member no: there is rows"},
		{"cat %s/a.npz?@#mid[0]", nil, "npy cat %s/a.npz#mid '[0]'"},
		{"cat %s/a.npz?@#[1]", nil, "names and no numbers: npy ls %s/a.npz lists them, and %s/a.npz#NAME is one of them"},
		{"cat %s/two.npy?@#[7]", nil, "%s/two.npy: there is no array [7]: the last one is [1]"},
		{"ls %s/rows.npy?@", nil, "%s/rows.npy is no archive"},
		{"cat %s/rows.npy?@ [900]", nil, "%s/rows.npy: index 900 is out of range"},
		{"cat [0] %s/rows.npy?@", nil, "npy: "},
		{"cat rows.npy %s/rows.npy?@", nil, "npy: "},
		{"%s/rows.npy?@", nil, "%s/rows.npy is no command: say npy info URL"},
		{"version %s/rows.npy?@", nil, "npy: "},
		{"cat https://?@", nil, "npy: "},
		{"cat https://user:5ec7e7@[::1/a.npy?@", nil, "npy: "},
		{"cat http://user:5ec7e7@localhost:1x/a.npy?@", nil, "npy: "},
		{"cat s3://bucket/rows.npy", nil, "presigned"},
	} {
		site.requests()
		site.fault = c.fault
		args := strings.Fields(strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(c.args, "%s", site.URL), "user:5ec7e7@", "user:5ec7e7\x01"), "@", secret))
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "\x01", "@")
		}
		out, errs, status := runNpy(nil, args...)
		want := strings.ReplaceAll(c.want, "%s", site.URL)
		if status != 1 || !strings.HasPrefix(errs, "npy: ") || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("npy %q: status %d, %s, want ...%s", args, status, errs, want)
		}
		if strings.Contains(args[0], "info") && strings.Contains(c.args, "--json") && !strings.Contains(out, want) {
			t.Errorf("npy %q: %s", args, out)
		}
		for _, text := range []string{out, errs} {
			if strings.Contains(text, "X-Amz") || strings.Contains(text, "5ec7e7") {
				t.Errorf("npy %q shows a secret: %s", args, text)
			}
		}
	}
}

// TestMistypedURLs: what is no URL to us may be one with a signature all the same.
func TestMistypedURLs(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "rows.npy", []byte(npyText(t, counted(2, 3))))
	for _, arg := range []string{
		"htps://h/x.npy?a=1&" + secret, "https:/h/x.npy?" + secret, "https:h/x.npy?" + secret, "h/x.npy?" + secret, "h/x.npz?" + secret + "#m", "s3://b/x.npy?sig=5ec7e7", "s3://b/x.npy?other=5ec7e7",
		"gs:/b/x.npy?other=5ec7e7[1]", "h/x.npy?a=1&Signature=5ec7e7&b", "h/x.npy&access_token=5ec7e7", "h/x.npy?X-Goog-Signature=5ec7e7",
		"htps://user:5ec7e7@h/x.npy", "https:/user:5ec7e7@h/x.npy",
	} {
		for _, args := range []string{"info @", "info --json @", "info --no-stats rows.npy @", "cat @", "cat rows.npy @", "ls @", "ls --json @", "zip out.npz @", "zip out.npz x=@", "zip @ rows.npy", "zip @", "unzip @", "@", "version @", "info --@"} {
			out, errs, status := runNpy(nil, strings.Fields(strings.ReplaceAll(args, "@", arg))...)
			if status == 0 || strings.Contains(out+errs, "5ec7e7") {
				t.Errorf("npy %s with %s: status %d, %s%s", args, arg, status, out, errs)
			}
		}
	}
}

func TestWithoutSecrets(t *testing.T) {
	for text, want := range map[string]string{
		"open https://h/x?a=b: no such file":                   "open https://h/x: no such file",
		`"https://u:p@h/x?a=b", and http://h?c#d, 's3:/b/k?e'`: `"https://h/x", and http://h#d, 's3:/b/k'`,
		"x=htps://h/x?a=b":                                     "x=htps://h/x",
		"open h/x?a=1&sig=2&b: no such file":                   "open h/x: no such file",
		"h/x?X-Amz-Date=1#m":                                   "h/x#m",
		"what? design=1 h/x?a=1 C:/u@v/x?a":                    "what? design=1 h/x?a=1 C:/u@v/x?a",
		"by http:// and https://, and not by s3://, too":       "by http:// and https://, and not by s3://, too",
	} {
		if got := withoutSecrets(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
