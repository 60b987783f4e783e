//go:build darwin || dragonfly || freebsd || linux

package mmap

import "syscall"

const (
	sysMsync = syscall.SYS_MSYNC
	msSync   = syscall.MS_SYNC
)
