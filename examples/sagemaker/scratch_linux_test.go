package main

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
)

// runScratch runs dir/server with dir as the root of all files, and as the user whom
// the Dockerfile names.
func runScratch(t *testing.T, dir string) {
	if os.Geteuid() != 0 {
		t.Skip("chroot is for root")
	}
	models := filepath.Join(dir, "opt", "ml", "model")
	if err := os.MkdirAll(models, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := npz.WriteFile(filepath.Join(models, modelFile), map[string]npy.AnyArray{
		"W": npy.Array[float64]{Data: []float64{2}, Shape: []int{1, 1}}, "b": npy.Array[float64]{Data: []float64{1}},
	}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{dir, filepath.Join(models, modelFile)} {
		if err := os.Chmod(name, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	p := &process{cmd: exec.Command("/server", "serve"), ended: make(chan struct{}), more: make(chan struct{}, 1)}
	p.cmd.Dir = "/"
	p.cmd.Env = []string{"SAGEMAKER_BIND_TO_PORT=0"}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: dir, Credential: &syscall.Credential{Uid: 65532, Gid: 65532, NoSetGroups: true}}
	p.run(t)
	var line struct{ Address string }
	if err := json.Unmarshal([]byte(p.wait(t, `"msg":"listening"`)), &line); err != nil {
		t.Fatal(err)
	}
	p.wait(t, `"from":"/opt/ml/model/model.npz"`)
	_, port, _ := net.SplitHostPort(line.Address)
	y, err := npyhttp.Post[float64](t.Context(), nil, "http://127.0.0.1:"+port+"/invocations", npy.Array[float64]{Data: []float64{20}})
	if err != nil || len(y.Data) != 1 || y.Data[0] != 41 {
		t.Errorf("%v, %v", y, err)
	}
	p.terminate(t)
	if status := p.exit(t); status != 0 {
		t.Errorf("exit status %d", status)
	}
}
