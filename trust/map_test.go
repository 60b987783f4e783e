//go:build !purego

package trust

import "runtime"

// canMap: this build can take a file's bytes for elements.
const canMap = runtime.GOARCH != "wasm"
