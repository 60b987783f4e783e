module github.com/npygo/npygo/cmd/npy

go 1.25

require (
	github.com/npygo/npygo v0.0.0
	github.com/spf13/cobra v1.10.2
	golang.org/x/term v0.40.0
)

require (
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/klauspost/compress v1.20.3 // indirect
	github.com/spf13/pflag v1.0.9 // indirect
	golang.org/x/sys v0.41.0 // indirect
)

replace github.com/npygo/npygo => ../..
