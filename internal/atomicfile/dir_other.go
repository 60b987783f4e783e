//go:build !unix

package atomicfile

// syncDir does nothing: Windows and the others have no way to sync a directory.
func syncDir(string) error {
	return nil
}
