module github.com/npygo/npygo/examples/sagemaker

go 1.25

require github.com/npygo/npygo v0.0.0

require github.com/klauspost/compress v1.20.3 // indirect

replace github.com/npygo/npygo => ../..
