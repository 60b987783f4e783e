//go:build purego

package npz

const pureGo = true
