// Package cpu tells what this processor can do beyond the least that Go asks
// of its architecture. Where there is no assembly to choose (other
// architectures, or the build tag purego) the answers are the constant false,
// and the compiler drops the choice.
package cpu
