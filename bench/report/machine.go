package report

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
)

// Machine is where and with what a run was made.
type Machine struct {
	CPU      string    `json:"cpu"`
	Cores    int       `json:"cores"`
	Memory   string    `json:"memory"`
	System   string    `json:"system"`
	Disk     string    `json:"disk"`
	Go       string    `json:"go"`
	Load     string    `json:"load"` // load average before the run: how alone it was
	NumPy    string    `json:"numpy"`
	Packages []Package `json:"packages"`
	PureGo   bool      `json:"purego,omitempty"` // built with that tag: no unsafe, no assembly
}

// Package is a module that took part.
type Package struct{ Path, Version string }

// others are the modules whose version says something about a figure.
var others = []string{
	"github.com/sbinet/npyio", "github.com/kshedden/gonpy", "gorgonia.org/tensor",
	"github.com/klauspost/compress", "github.com/apache/arrow-go/v18", "github.com/vmihailenco/msgpack/v5", "google.golang.org/protobuf",
}

// ThisMachine looks around. What it cannot find out is left empty. Dir is where the files
// of the run lie, python has NumPy or is empty.
func ThisMachine(dir, python string) Machine {
	m := Machine{
		CPU:    field("/proc/cpuinfo", "model name"),
		Cores:  runtime.NumCPU(),
		Memory: gib(field("/proc/meminfo", "MemTotal")),
		System: strings.TrimSpace(runtime.GOOS + "/" + runtime.GOARCH + " " + output("uname", "-r")),
		Disk:   output("stat", "-f", "-c", "%T", dir),
		Go:     runtime.Version(),
	}
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load, _, _ = strings.Cut(string(b), " ")
	}
	if python != "" {
		m.NumPy = output(python, "-I", "-c", "import numpy, sys; print(numpy.__version__, 'Python', sys.version.split()[0])")
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			if slices.Contains(others, d.Path) {
				m.Packages = append(m.Packages, Package{d.Path, d.Version})
			}
		}
		m.PureGo = slices.ContainsFunc(info.Settings, func(s debug.BuildSetting) bool {
			return s.Key == "-tags" && slices.Contains(strings.Split(s.Value, ","), "purego")
		})
	}
	return m
}

// field is what stands behind "name :" in the file.
func field(file, name string) string {
	b, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(b)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// gib turns "24684092 kB" into "24 GiB".
func gib(s string) string {
	var kib float64
	if _, err := fmt.Sscanf(s, "%f kB", &kib); err != nil {
		return s
	}
	return digits(kib/(1<<20)) + " GiB"
}

func output(name string, args ...string) string {
	b, err := exec.Command(name, args...).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// short is the machine in one sentence.
func (m Machine) short() string {
	cores := "1 core"
	if m.Cores != 1 {
		cores = fmt.Sprintf("%d cores", m.Cores)
	}
	s := fmt.Sprintf("%s of an %s, %s", cores, m.CPU, m.System)
	for _, more := range []string{m.disk(), goName(m.Go), numpyName(m.NumPy)} {
		if more != "" {
			s += ", " + more
		}
	}
	return s
}

func (m Machine) disk() string {
	if m.Disk == "ext2/ext3" {
		return "ext4" // stat has one name for the three
	}
	return m.Disk
}

func goName(version string) string {
	return strings.Replace(version, "go", "Go ", 1)
}

// numpyName drops Python's version.
func numpyName(s string) string {
	version, _, _ := strings.Cut(s, " ")
	if version == "" {
		return ""
	}
	return "NumPy " + version
}
