//go:build unix

package atomicfile

import "os"

// syncDir writes the names in a directory to the disk, where the file system can (some network ones cannot).
func syncDir(dir string) error {
	if dir == "" {
		dir = "."
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !unsyncable(err) {
		return err
	}
	return nil
}
