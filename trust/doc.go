// Package trust tries the promises that concern the whole module: what bad input
// costs in memory, through every way of reading, and what is left of files on real
// systems when processes are killed, disks are full, or folders and files may not be
// written to. It has no code of its own.
//
//	go test -run '^TestMemory' -v ./trust
//
// prints, for each way of reading, the bound on what it allocates and the input that
// came closest. NPYGO_MEMORY=1 makes the attacks on headers as long as headers may be.
//
//	NPYGO_KILLS=1000 go test -run '^TestKill$' -v -timeout 2h ./trust
//
// kills a thousand processes in each of the ways to write; without NPYGO_KILLS
// there are a few.
package trust
