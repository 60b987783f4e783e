package npyhttp_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/npygo/npygo/internal/pythontest"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
)

// TestNumPyClient: urllib sends what np.save and np.savez write, with and
// without a media type, and np.load reads the answers.
func TestNumPyClient(t *testing.T) {
	const script = `
import sys, io, json, gzip, urllib.request, urllib.error, numpy as np
url = sys.argv[1]

def send(body, path="/", **headers):
    request = urllib.request.Request(url + path, data=body, headers={k.replace("_", "-"): v for k, v in headers.items()})
    with urllib.request.urlopen(request) as answer:
        return answer.headers["Content-Type"], answer.read()

def saved(a, save=np.save):
    f = io.BytesIO()
    save(f, a)
    return f.getvalue()

rng = np.random.default_rng(7)
n = 0
for shape in (), (0,), (5,), (3, 4), (9, 128, 64, 3):
    for order in "CF":
        for descr in "<f8", ">f8":
            a = np.asarray(rng.standard_normal(shape).astype(descr), order=order)
            for headers in {}, {"Content_Type": "application/x-npy"}, {"Content_Type": "application/octet-stream"}:
                kind, body = send(saved(a), **headers)
                assert kind == "application/x-npy", kind
                b = np.load(io.BytesIO(body))
                assert b.shape == a.shape and (b == a).all() and b.dtype == "<f8", (a, b)
                n += 1
            for save in np.savez, np.savez_compressed:
                kind, body = send(saved(a, save), Content_Type="application/x-npz", Accept="application/x-npz")
                assert kind == "application/x-npz", kind
                assert (np.load(io.BytesIO(body))["arr_0"] == a).all()
                n += 1
            if a.size < 20:
                kind, body = send(gzip.compress(saved(a)), Content_Encoding="gzip", Accept="application/json, */*;q=0.1")
                assert kind == "application/json" and json.loads(body) == a.tolist(), body
                n += 1
for bad in np.zeros(3, "f4"), np.array([None]), np.array(["x"]):
    try:
        send(saved(bad))
        assert False
    except urllib.error.HTTPError as e:
        problem = json.load(e)
        assert e.code == problem["status"] == 422 and e.headers["Content-Type"] == "application/problem+json", problem
        n += 1
print(n)
`
	s := serve(t, same[float64]())
	if got := strings.TrimSpace(pythontest.Run(t, script, s.URL)); got != fmt.Sprint(5*2*2*5+4*2*2+3) {
		t.Errorf("%s cases", got)
	}
}

// TestNumPyServer: Post and PostNPZ against http.server with np.load and np.save.
func TestNumPyServer(t *testing.T) {
	const script = `
import sys, io, urllib.request, threading, http.server, numpy as np

class Double(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args): pass
    def do_POST(self):
        body = io.BytesIO(self.rfile.read(int(self.headers["Content-Length"])))
        loaded, out = np.load(body), io.BytesIO()
        if self.headers["Content-Type"] == "application/x-npz":
            np.savez_compressed(out, **{name: loaded[name] * 2 for name in loaded.files})
        else:
            np.save(out, loaded * 2)
        self.send_response(200)
        self.send_header("Content-Type", self.headers["Accept"])
        self.send_header("Content-Length", str(len(out.getvalue())))
        self.end_headers()
        self.wfile.write(out.getvalue())

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Double)
threading.Thread(target=server.serve_forever, daemon=True).start()
with urllib.request.urlopen(sys.argv[1], data=str(server.server_port).encode()) as done:
    print(done.read().decode())
`
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var port int
		if _, err := fmt.Fscan(r.Body, &port); err != nil {
			t.Error(err)
		}
		url := fmt.Sprintf("http://127.0.0.1:%d/", port)
		a := npy.Array[int32]{Data: []int32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}, FortranOrder: true}
		want := npy.Array[int32]{Data: []int32{2, 4, 6, 8, 10, 12}, Shape: []int{2, 3}, FortranOrder: true}
		if got, err := npyhttp.Post[int32](r.Context(), nil, url, a); err != nil || !got.Equal(want) {
			t.Errorf("%v, %v", got, err)
		}
		z, err := npyhttp.PostNPZ(r.Context(), nil, url, map[string]npy.AnyArray{"x": a, "y": vector(1.5)})
		if err != nil {
			t.Error(err)
			return
		}
		if got, err := npz.Read[int32](z, "x"); err != nil || !got.Equal(want) {
			t.Errorf("%v, %v", got, err)
		}
		if got, err := npz.Read[float64](z, "y"); err != nil || !got.Equal(vector(3.0)) {
			t.Errorf("%v, %v", got, err)
		}
		fmt.Fprint(w, "done")
	}))
	if got := strings.TrimSpace(pythontest.Run(t, script, s.URL)); got != "done" {
		t.Errorf("%q", got)
	}
}
