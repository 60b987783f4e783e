#!/bin/sh
# Makes prediction.pb.go. It needs a Python with grpcio-tools, or a protoc: PROTOC="protoc" sh generate.sh
set -eu
cd "$(dirname "$0")"
plugin=$(mktemp -d)
trap 'rm -rf "$plugin"' EXIT
go build -o "$plugin/protoc-gen-go" google.golang.org/protobuf/cmd/protoc-gen-go
PATH=$plugin:$PATH ${PROTOC:-python3 -m grpc_tools.protoc} -I. --go_out=. --go_opt=paths=source_relative prediction.proto
