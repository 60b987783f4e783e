package numpy

import (
	"sync"

	"github.com/npygo/npygo/bench/measure"
)

var shared struct {
	sync.Mutex
	workers map[string]*Worker
}

// Add gives the case a NumPy that does the snippet; none if the setup has no Python. All
// cases share one Python, which ends with this process.
func Add(c *measure.Case, s measure.Setup, how string, snippet Snippet) error {
	if s.Python == "" {
		return nil
	}
	w, err := sharedWorker(s.Python)
	if err != nil {
		return err
	}
	one, drop, err := w.Contestant(how, snippet)
	if err != nil {
		return err
	}
	c.Contestants = append(c.Contestants, one)
	c.OnClose(drop)
	return nil
}

func sharedWorker(python string) (*Worker, error) {
	shared.Lock()
	defer shared.Unlock()
	if w := shared.workers[python]; w != nil {
		return w, nil
	}
	w, err := Start(python)
	if err != nil {
		return nil, err
	}
	if shared.workers == nil {
		shared.workers = map[string]*Worker{}
	}
	shared.workers[python] = w
	return w, nil
}
