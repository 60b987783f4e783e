//go:build race

package npz

const underRace = true
