package s3

import (
	"context"
	"io"
	"time"

	"github.com/minio/minio-go/v7"
)

// OpenMinio finds out size and ETag of an object. All requests obey ctx.
//
// A *minio.Object is an io.ReaderAt of its own, but serves one ReadAt after
// the other; this one serves them side by side.
func OpenMinio(ctx context.Context, client *minio.Client, bucket, key string) (*Object, error) {
	info, err := client.StatObject(ctx, bucket, key, minio.StatObjectOptions{})
	if err != nil {
		return nil, err
	}
	core := minio.Core{Client: client}
	get := func(first, last int64) (io.ReadCloser, string, error) {
		var options minio.GetObjectOptions
		if err := options.SetMatchETag(info.ETag); err != nil {
			return nil, "", err
		}
		if err := options.SetRange(first, last); err != nil {
			return nil, "", err
		}
		body, _, header, err := core.GetObject(ctx, bucket, key, options)
		return body, header.Get("Content-Range"), err
	}
	return &Object{name: bucket + "/" + key, size: info.Size, get: get}, nil
}

// PresignMinio presigns with the client's credentials, each time for that long.
func PresignMinio(client *minio.Client, bucket, key string, valid time.Duration) Presigner {
	return func(ctx context.Context) (string, error) {
		u, err := client.PresignedGetObject(ctx, bucket, key, valid, nil)
		if err != nil {
			return "", err
		}
		return u.String(), nil
	}
}
