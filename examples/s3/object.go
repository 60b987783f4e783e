package s3

import (
	"fmt"
	"io"
)

// An Object is an io.ReaderAt of Size bytes over an object in a bucket, for
// npy.NewFile and npz.NewReader, which also use its ReadRange. It may be
// used by several goroutines at once.
type Object struct {
	name string
	size int64
	get  getter
}

// getter asks for the bytes from first to last, of the ETag that was found. The SDKs pass on
// whatever comes: which bytes these are its Content-Range says.
type getter func(first, last int64) (body io.ReadCloser, contentRange string, err error)

// Size is the number of bytes of the object.
func (o *Object) Size() int64 { return o.size }

// ReadAt reads len(p) bytes from off on, with one request.
func (o *Object) ReadAt(p []byte, off int64) (int, error) {
	r, err := o.ReadRange(off, int64(len(p)))
	if err != nil {
		return 0, err
	}
	defer r.Close()
	n, err := io.ReadFull(r, p[:min(int64(len(p)), max(o.size-off, 0))])
	if err != nil {
		return n, fmt.Errorf("%s, from byte %d: %w", o.name, off, err)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// ReadRange reads n bytes from off on, with one request, fewer if the object ends before.
// The caller closes it.
func (o *Object) ReadRange(off, n int64) (io.ReadCloser, error) {
	if off < 0 || n < 0 {
		return nil, fmt.Errorf("%s: no object has %d bytes from byte %d on", o.name, n, off)
	}
	if n = min(n, o.size-off); n <= 0 {
		return io.NopCloser(eof{}), nil
	}
	r, got, err := o.get(off, off+n-1)
	if err != nil {
		return nil, fmt.Errorf("%s, bytes %d-%d: %w", o.name, off, off+n-1, err)
	}
	want := fmt.Sprintf("bytes %d-%d/%d", off, off+n-1, o.size)
	if all := got == "" && n == o.size; got != want && !all { // none: the server ignores Range, and sends the object from its beginning
		r.Close()
		return nil, fmt.Errorf("%s, bytes %d-%d: the server sent other bytes than were asked for: its Content-Range is %.100q, not %q", o.name, off, off+n-1, got, want)
	}
	return r, nil
}

type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }
