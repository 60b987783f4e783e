// Package trust tries the whole module's promises about files on real systems:
// processes that are killed, disks that are full, folders and files that may not
// be written to. It has no code of its own.
//
//	NPYGO_KILLS=1000 go test -run '^TestKill$' -v -timeout 2h ./trust
//
// kills a thousand processes in each of the ways to write; without NPYGO_KILLS
// there are a few.
package trust
