package load

import (
	"slices"

	"github.com/npygo/npygo/bench/measure"
)

// All are the cases of a run.
func All(s measure.Setup) []measure.Plan {
	return slices.Concat(Core(s), Archives(s), HTTP(s), Wire(s))
}
