//go:build race

package trust

// raceDetector: pools forget at random then, and the shadow of the memory needs addresses of its own.
const raceDetector = true
