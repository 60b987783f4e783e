//go:build race

package npyhttp_test

const raceEnabled = true
