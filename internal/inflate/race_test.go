//go:build race

package inflate

// raceEnabled: sync.Pool then drops at random, so that Full may allocate.
const raceEnabled = true
