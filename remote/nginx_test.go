package remote_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/npygo/npygo/remote"
)

// TestNginx reads from a real server: plain, compressing, without ranges, and without ETags.
func TestNginx(t *testing.T) {
	url, root := startNginx(t)
	data := random(900 * kib)
	write := func(name string, b []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(root, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a.npy", data)
	write("a.npz", data)
	write("small.npz", data[:100])
	write("empty.npy", nil)
	write("empty.npz", nil)
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	opened := func(path string) *remote.File {
		t.Helper()
		f, err := remote.Open(context.Background(), client, url+path, remote.FirstWait(time.Millisecond))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	for _, path := range []string{"/a.npy", "/a.npz", "/gzip/a.npy", "/bare/a.npy"} {
		f := opened(path)
		checkRead(t, f, data, 0, len(data))
		checkRead(t, f, data, 300*kib, 1000)
		if st := f.Stats(); st.Requests != 3 || st.Retries != 0 {
			t.Errorf("%s: %+v", path, st)
		}
	}
	checkRead(t, opened("/small.npz"), data[:100], 10, 100)
	for _, path := range []string{"/empty.npy", "/empty.npz"} {
		if f := opened(path); f.Size() != 0 {
			t.Errorf("%s has %d bytes", path, f.Size())
		}
	}
	for _, path := range []string{"/whole/a.npy", "/whole/a.npz"} {
		_, err := remote.Open(context.Background(), client, url+path)
		checkError(t, err, remote.ErrNoRanges)
	}
	_, err := remote.Open(context.Background(), client, url+"/none")
	checkError(t, err, os.ErrNotExist, "404 Not Found")

	for _, path := range []string{"/a.npy", "/bare/a.npy"} { // by ETag, and by time
		f := opened(path)
		checkRead(t, f, data, 300*kib, 1000)
		if err := os.Chtimes(filepath.Join(root, "a.npy"), time.Time{}, time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
		_, err = f.ReadAt(make([]byte, 1), 600*kib)
		checkError(t, err, remote.ErrChanged)
		write("a.npy", data)
	}
}

// startNginx starts one on a port of its own that serves a folder, or skips the test.
func startNginx(t *testing.T) (url, root string) {
	if runtime.GOARCH == "wasm" || runtime.GOOS == "windows" {
		t.Skip("there is no nginx for this system, or no way to start it")
	}
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		if nginx = "/usr/sbin/nginx"; !exists(nginx) {
			t.Skip("nginx is not installed")
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil { // nginx reads as somebody else if it was started by root
		t.Fatal(err)
	}
	root = filepath.Join(dir, "root")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	user := ""
	if os.Getuid() == 0 {
		user = "user root;"
	}
	config := fmt.Sprintf(`
daemon off; master_process off; pid nginx.pid; error_log error.log; %s
events {}
http {
	access_log off; client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
	server {
		listen 127.0.0.1:%d;
		root %s;
		location /gzip/ { gzip on; gzip_types *; gzip_min_length 1; alias %s/; }
		location /bare/ { etag off; alias %s/; }
		location /whole/ { max_ranges 0; alias %s/; }
	}
}`, user, port, root, root, root, root)
	if err := os.WriteFile(filepath.Join(dir, "nginx.conf"), []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(nginx, "-p", dir, "-c", "nginx.conf", "-e", "error.log")
	cmd.Stderr = t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	})
	address := fmt.Sprintf("127.0.0.1:%d", port)
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return "http://" + address, root
		}
		if time.Now().After(end) {
			log, _ := os.ReadFile(filepath.Join(dir, "error.log"))
			t.Fatalf("nginx does not start: %s", log)
		}
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
