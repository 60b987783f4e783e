//go:build unix

package npz

import (
	"io/fs"
	"os"
	"syscall"
)

// journalFlags keep opening a journal from following a link and from waiting for a
// pipe that somebody puts in its place.
const journalFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// trusted reports whether a journal may be used for the named archive. In a folder
// that several users may write to, as /tmp, anybody can put a file of the journal's
// name, with an end for the archive that suits them. So it has to belong to somebody
// who can change the archive anyway: its owner, root, or to the user who asks. And it
// must have no other name: where the system lets anybody link anybody's files, a file that
// one of them owns could be given the journal's.
func trusted(archive string, journal fs.FileInfo) bool {
	j, ok := journal.Sys().(*syscall.Stat_t)
	if !ok || j.Nlink != 1 {
		return false
	}
	if j.Uid == 0 || j.Uid == uint32(os.Geteuid()) {
		return true
	}
	st, err := os.Stat(archive)
	if err != nil {
		return false
	}
	a, ok := st.Sys().(*syscall.Stat_t)
	return ok && a.Uid == j.Uid
}
