//go:build purego

package cast

const open = false // the door
