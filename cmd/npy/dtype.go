package main

import (
	"fmt"

	"github.com/npygo/npygo/header"
)

// A dtype is a file's dtype as the commands look at it.
type dtype struct {
	header.DType
	brain bool // two bytes of which NumPy knows nothing, but --as or the file says bfloat16
}

const brainName = "bfloat16"

// dtypeOf is d itself, or what the flag --as says that it is meant to be.
func dtypeOf(d header.DType, as string) (dtype, error) {
	if as == "" {
		return dtype{DType: d, brain: d.String() == brainName}, nil
	}
	if as == brainName && d.ItemSize() == 2 {
		return dtype{DType: header.BFloat16(d.ByteOrder()), brain: true}, nil
	}
	meant, err := header.ParseDType(as)
	if err != nil {
		return dtype{}, fmt.Errorf("--as %s: there is no such dtype: give a name such as bfloat16 or float16, or a descr such as '<f4'", as)
	}
	if meant.ItemSize() != d.ItemSize() {
		return dtype{}, fmt.Errorf("--as %s: it has %d bytes per element, and the file's '%s' has %d: give a dtype of that size",
			as, meant.ItemSize(), clip(d.String()), d.ItemSize())
	}
	if d.HasObject() || meant.HasObject() {
		return dtype{}, fmt.Errorf("--as %s: Python objects cannot be taken for anything else, nor anything else for Python objects", as)
	}
	return dtype{DType: meant}, nil
}

// name is NumPy's name for the dtype.
func (d dtype) name() string {
	if d.brain {
		return brainName
	}
	return d.Name()
}

// opaque says why the elements can be neither counted nor printed, or "".
func (d dtype) opaque() string {
	switch {
	case d.HasObject():
		return "the elements are pickled Python objects, which only Python can read, by running them"
	case d.Kind() == header.Float && d.ItemSize() > 8, d.Kind() == header.Complex && d.ItemSize() > 16:
		return "how a long double lies in memory depends on the machine that wrote it: convert the array there, with a.astype('float64') or 'complex128'"
	case d.Foreign() && !d.brain:
		return fmt.Sprintf("'%s' is none of NumPy's dtypes", clip(d.String()))
	}
	return ""
}

// clip cuts a text that comes from the file to what fits a message.
func clip(s string) string {
	if len(s) <= 80 {
		return s
	}
	return s[:77] + "..."
}
