module github.com/npygo/npygo

go 1.25
