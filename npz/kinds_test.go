package npz_test

import (
	"bytes"
	"errors"
	"io/fs"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// TestKinds: what is damaged, what cannot be read here, and what is there already can be told apart.
func TestKinds(t *testing.T) {
	list := []error{npz.ErrChecksum, errors.ErrUnsupported, npz.ErrNotFound, fs.ErrExist}
	for _, test := range []struct {
		name string
		kind error // of list, beside ErrArchive
	}{
		{"zip-crc-flipped", npz.ErrChecksum},
		{"zip-crc-deflated", npz.ErrChecksum},
		{"zip-method-9", errors.ErrUnsupported},
		{"zip-flag-encrypted", errors.ErrUnsupported},
		{"zip-local-name-case", nil},
	} {
		b := fileBytes(t, "../testdata/npz/bad/"+test.name+".npz")
		r, err := npz.OpenBytes(b)
		if err == nil {
			_, err = r.ReadAll()
		}
		checkKind(t, test.name, err, list, test.kind)
	}

	w := npz.NewWriter(new(bytes.Buffer))
	if err := npz.Write(w, "x", npy.Array[int8]{}); err != nil {
		t.Fatal(err)
	}
	checkKind(t, "twice", npz.Write(w, "x.npy", npy.Array[int8]{}), list, fs.ErrExist)
}

func checkKind(t *testing.T, what string, err error, list []error, want error) {
	t.Helper()
	if !errors.Is(err, npz.ErrArchive) {
		t.Errorf("%s: %v is no ErrArchive", what, err)
	}
	for _, kind := range list {
		if errors.Is(err, kind) != (kind == want) {
			t.Errorf("%s: %v: is it %q? %t", what, err, kind, errors.Is(err, kind))
		}
	}
}
