//go:build purego

package trust

// canMap: without unsafe a file's bytes cannot be elements.
const canMap = false
