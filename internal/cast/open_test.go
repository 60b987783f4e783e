//go:build !purego

package cast

const open = true // the door
