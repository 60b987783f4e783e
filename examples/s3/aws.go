package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// OpenAWS finds out size and ETag of an object. All requests obey ctx.
func OpenAWS(ctx context.Context, client *s3.Client, bucket, key string) (*Object, error) {
	head, err := client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return nil, err
	}
	if head.ContentLength == nil {
		return nil, errors.New(bucket + "/" + key + ": the server does not tell its size")
	}
	get := func(first, last int64) (io.ReadCloser, string, error) {
		out, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key, Range: aws.String(fmt.Sprintf("bytes=%d-%d", first, last)), IfMatch: head.ETag})
		if err != nil {
			return nil, "", err
		}
		return out.Body, aws.ToString(out.ContentRange), nil
	}
	return &Object{name: bucket + "/" + key, size: *head.ContentLength, get: get}, nil
}

// PresignAWS presigns with the client's credentials, each time for that long.
func PresignAWS(client *s3.Client, bucket, key string, valid time.Duration) Presigner {
	presigner := s3.NewPresignClient(client, s3.WithPresignExpires(valid))
	return func(ctx context.Context) (string, error) {
		request, err := presigner.PresignGetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
		if err != nil {
			return "", err
		}
		return request.URL, nil
	}
}
