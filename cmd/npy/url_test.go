package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/npygo/npygo/npy"
)

// site serves files by their paths, and counts what it costs.
type site struct {
	*httptest.Server
	files map[string][]byte

	mu    sync.Mutex
	log   []string // the ranges that were asked for
	fault func(n int, w http.ResponseWriter, r *http.Request) bool
}

const secret = "X-Amz-Credential=AKIA%2Fs3&X-Amz-Signature=5ec7e7"

func newSite(t *testing.T, files map[string][]byte) *site {
	s := &site{files: files}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	n := len(s.log)
	s.log = append(s.log, r.Header.Get("Range"))
	fault := s.fault
	s.mu.Unlock()
	data, ok := s.files[r.URL.Path]
	switch {
	case fault != nil && fault(n, w, r):
	case !ok:
		http.NotFound(w, r)
	case strings.HasPrefix(r.URL.Path, "/private/") && r.URL.RawQuery != secret:
		http.Error(w, "Request has expired", http.StatusForbidden)
	default:
		w.Header().Set("ETag", fmt.Sprintf(`"%d"`, len(data)))
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	}
}

// requests tells the number since the last call.
func (s *site) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.log)
	s.log = nil
	return n
}

// counted is 0, 1, 2 and so on.
func counted(shape ...int) npy.Array[int32] {
	n := 1
	for _, k := range shape {
		n *= k
	}
	a := npy.Array[int32]{Shape: shape, Data: make([]int32, n)}
	for i := range a.Data {
		a.Data[i] = int32(i)
	}
	return a
}

// urlSite has arrays longer than what a first request brings.
func urlSite(t *testing.T) *site {
	t.Helper()
	t.Chdir(t.TempDir())
	rows := counted(300, 4000) // 4.8 MB
	write(t, "rows.npy", []byte(npyText(t, rows)))
	write(t, "small.npy", []byte(npyText(t, counted(2, 3))))
	write(t, "two.npy", []byte(npyText(t, counted(50, 4000))+npyText(t, counted(2, 3))))
	write(t, "mid.npy", []byte(npyText(t, counted(40, 4000))))
	mustRun(t, "zip", "a.npz", "rows.npy", "mid.npy", "small.npy", "last=two.npy[0]")
	mustRun(t, "zip", "blocks.npz", "--block=64K", "rows.npy", "mid.npy")
	write(t, "packed.npz", read(t, saveZip(t, content{"mid.npy", string(read(t, "mid.npy"))}, content{"rows.npy", string(read(t, "rows.npy"))})))
	files := map[string][]byte{}
	names, _ := filepath.Glob("*.np?")
	for _, name := range names {
		files["/"+name], files["/private/"+name], files["/get/"+strings.Replace(name, ".", "-", 1)] = read(t, name), read(t, name), read(t, name)
	}
	return newSite(t, files)
}

// TestURLs: what is told of a URL is what is told of the file, and costs few requests.
func TestURLs(t *testing.T) {
	site := urlSite(t)
	for _, c := range []struct {
		args     string // %s is the file
		member   string
		file     string
		requests int // with a name that tells what it is; 0: any number
	}{
		{"cat %s", "", "small.npy", 1},
		{"cat %s [0:3]", "", "rows.npy", 1},
		{"cat %s [10:13]", "", "rows.npy", 2},
		{"cat %s [10:13] -f json", "", "rows.npy", 2},
		{"cat %s [3:200:10,5] -f csv", "", "rows.npy", 2},
		{"cat %s [-1]", "", "rows.npy", 2},
		{"cat %s [::-7] -f json", "", "rows.npy", 2},
		{"cat %s --format tsv", "", "rows.npy", 2},
		{"cat %s", "", "rows.npy", 0},
		{"cat %s[1]", "", "two.npy", 2},
		{"cat %s[0] [49]", "", "two.npy", 2},
		{"info %s", "", "small.npy", 1},
		{"info %s", "", "rows.npy", 2},
		{"info --no-stats %s", "", "rows.npy", 1},
		{"info %s", "", "two.npy", 2},
		{"info %s[1]", "", "two.npy", 2},
		{"cat %s", "rows", "a.npz", 0},
		{"cat %s [0:3]", "rows", "a.npz", 2},
		{"cat %s [200:203]", "rows", "a.npz", 3}, // the header of a long member, and then the part
		{"cat %s --format csv", "rows", "a.npz", 0},
		{"cat %s", "mid", "a.npz", 2},
		{"cat %s [0:3]", "mid", "a.npz", 2},
		{"cat %s [-1]", "mid.npy", "a.npz", 2},
		{"cat %s -f json", "mid", "a.npz", 2},
		{"cat %s", "small", "a.npz", 2},
		{"cat %s [20]", "mid", "packed.npz", 2},
		{"cat %s [20]", "rows", "packed.npz", 2},
		{"cat %s", "mid", "blocks.npz", 2},
		{"info %s", "mid", "a.npz", 2},
		{"info %s", "rows", "a.npz", 2},
		{"info --no-stats %s", "rows", "a.npz", 2},
		{"info %s", "rows", "packed.npz", 2},
		{"info %s", "", "a.npz", 5},
		{"ls %s", "", "a.npz", 0},
		{"ls --verify %s", "", "packed.npz", 0},
		{"info --json %s", "", "blocks.npz", 0},
	} {
		local := c.file
		if c.member != "" {
			local += ":" + c.member
		}
		arguments := func(file string) (args []string) {
			for _, arg := range strings.Fields(c.args) {
				args = append(args, strings.Replace(arg, "%s", file, 1))
			}
			return args
		}
		want := mustRun(t, arguments(local)...)
		for _, form := range []string{"/%s#", "/%s:", "/private/%s?" + secret + "#", "/get/%s#"} {
			file, dashed := c.file, strings.Contains(form, "get")
			if dashed {
				file = strings.Replace(file, ".", "-", 1)
			}
			target := site.URL + strings.Replace(form, "%s", file, 1)
			if c.member == "" {
				target = target[:len(target)-1]
				if strings.HasSuffix(form, ":") {
					continue
				}
			}
			if strings.Contains(c.args, "%s[") && strings.Contains(form, "?") {
				target += "#"
			}
			site.requests()
			got := mustRun(t, arguments(target+c.member)...)
			if n := site.requests(); n != c.requests && c.requests > 0 && !dashed {
				t.Errorf("npy %q: %d requests, want %d", arguments(target+c.member), n, c.requests)
			}
			shown, _, _ := strings.Cut(target[:len(target)-int(one(c.member != ""))], "?")
			if normal(got, shown) != normal(want, c.file) {
				t.Errorf("npy %q:\n%s\nwant\n%s", arguments(target+c.member), got, want)
			}
			if strings.Contains(got, "X-Amz") {
				t.Errorf("npy %q shows its secret:\n%s", arguments(target+c.member), got)
			}
		}
	}
}

// normal is a text in which the file has no name, and nothing tells whether it can be mapped.
func normal(text, file string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, file+"#", "FILE:"), file, "FILE")
	for _, pair := range [][2]string{{", can be mapped", ""}, {`"mappable":true`, `"mappable":false`}, {"  yes\n", "  no\n"}} {
		text = strings.ReplaceAll(text, pair[0], pair[1])
	}
	return text
}

// TestZipURL: arrays from servers come into archives, named after their paths, of one version.
func TestZipURL(t *testing.T) {
	site := urlSite(t)
	site.files["/private/my rows.npy"] = site.files["/rows.npy"]
	mustRun(t, "zip", "out.npz", site.URL+"/private/my%20rows.npy?"+secret, "x="+site.URL+"/private/a.npz?"+secret+"#mid", site.URL+"/two.npy[1]")
	if n := site.requests(); n > 8 {
		t.Errorf("%d requests", n)
	}
	for member, file := range map[string]string{"my rows": "rows.npy", "x": "mid.npy", "two": "small.npy"} {
		if got, want := mustRun(t, "cat", "-f", "csv", "out.npz:"+member), mustRun(t, "cat", "-f", "csv", file); got != want {
			t.Errorf("%s differs", member)
		}
	}
	mustRun(t, "unzip", site.URL+"/private/a.npz?"+secret, "rows", "-d", "unpacked")
	if !bytes.Equal(read(t, "unpacked/rows.npy"), read(t, "rows.npy")) {
		t.Error("unzip: other bytes")
	}
}

// TestInterrupt: Ctrl-C ends a request that gets no answer.
func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot interrupt itself there")
	}
	site := urlSite(t)
	site.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n == 0 {
			return false
		}
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = self.Signal(os.Interrupt)
		}
		if err != nil {
			t.Error(err)
		}
		<-r.Context().Done()
		return true
	}
	out, errs, status := runNpy(nil, "cat", site.URL+"/rows.npy?"+secret, "[100]")
	if status != 1 || out != "" || errs != "npy: "+site.URL+"/rows.npy: interrupted\n" {
		t.Errorf("status %d, %q, %q", status, out, errs)
	}
}

func TestURLPlaces(t *testing.T) {
	for arg, want := range map[string]string{
		"https://h/a.npy":             "https://h/a.npy -1 -",
		"HTTPS://h/a.npy[2]":          "HTTPS://h/a.npy 2 -",
		"https://h/a.npy?s=1#[2]":     "https://h/a.npy?s=1 2 -",
		"https://h/a.npy#[2]":         "https://h/a.npy 2 -",
		"https://h/a.npy?ids[0]":      "https://h/a.npy?ids[0] -1 -",
		"https://h/a.npy[0]?ids[0]":   "https://h/a.npy[0]?ids[0] -1 -",
		"https://h/a.npy?ids[0]#[2]":  "https://h/a.npy?ids[0] 2 -",
		"https://h/a.npz#x[0]":        "https://h/a.npz -1 x[0]",
		"https://h/a.npz#x#[0]":       "https://h/a.npz -1 x#[0]",
		"https://h/a.npz#[0].npy":     "https://h/a.npz -1 [0].npy",
		"https://h/a.npz:x":           "https://h/a.npz -1 x",
		"https://h/a.NPZ:x:y[0]":      "https://h/a.NPZ -1 x:y[0]",
		"https://h/a.npz:x?":          "https://h/a.npz:x? -1 -",
		"https://h/a.npz?s=b.npz:x":   "https://h/a.npz?s=b.npz:x -1 -",
		"https://h/a.npz?s=1#x#y":     "https://h/a.npz?s=1 -1 x#y",
		"https://h/a.npz:x#y":         "https://h/a.npz:x -1 y",
		"https://h.npz:80/a.npy":      "https://h.npz:80/a.npy -1 -",
		"https://u:p@[::1]/a.npz:x/y": "https://u:p@[::1]/a.npz -1 x/y",
		"http://[::1]":                "http://[::1] -1 -",
	} {
		p := placeOf(arg)
		member := "-"
		if p.member != nil {
			member = *p.member
		}
		if got := fmt.Sprint(p.file, " ", p.pick, " ", member); got != want {
			t.Errorf("%s: got %s, want %s", arg, got, want)
		}
	}
}
