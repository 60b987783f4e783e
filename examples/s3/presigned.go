package s3

import (
	"context"

	"github.com/npygo/npygo/remote"
)

// A Presigner makes a URL by which an object can be read for a while without credentials.
type Presigner func(ctx context.Context) (url string, err error)

// OpenPresigned opens an object by a URL of presign's, and asks for another one each time
// that has expired. All requests obey ctx.
func OpenPresigned(ctx context.Context, presign Presigner, opts ...remote.Option) (*remote.File, error) {
	url, err := presign(ctx)
	if err != nil {
		return nil, err
	}
	return remote.Open(ctx, nil, url, append(opts[:len(opts):len(opts)], remote.Renew(presign))...)
}
