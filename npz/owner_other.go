//go:build !unix

package npz

import "io/fs"

// trusted is for systems whose files have no user in a number. There the folder's
// access lists decide who can put a journal beside an archive.
func trusted(string, fs.FileInfo) bool { return true }

const journalFlags = 0
