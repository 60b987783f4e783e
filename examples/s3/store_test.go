package s3_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/minio/minio-go/v7"
	miniocredentials "github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/npygo/npygo/examples/s3"
)

const (
	bucket    = "arrays"
	accessKey = "access"
	secretKey = "secretsecret"
	region    = "us-east-1"
)

// store is a server with a bucket, and a client of each kind.
type store struct {
	aws   *awss3.Client
	minio *minio.Client
}

// startStore starts versitygw on a folder of its own, or skips the test.
func startStore(t *testing.T) store {
	t.Helper()
	binary := os.Getenv("VERSITYGW")
	if binary == "" {
		var err error
		if binary, err = exec.LookPath("versitygw"); err != nil {
			t.Skip("versitygw is not installed: go install github.com/versity/versitygw/cmd/versitygw@v1.8.0")
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	dir := t.TempDir()
	cmd := exec.Command(binary, "--quiet", "--port", address, "--access", accessKey, "--secret", secretKey, "--region", region,
		"posix", "--sidecar", t.TempDir(), dir) // not every file system has extended attributes
	cmd.Dir = t.TempDir()
	cmd.Stderr = t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	})
	wait(t, address)

	s := clients(t, address)
	if err := s.minio.MakeBucket(t.Context(), bucket, minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
	return s
}

// clients makes one of each kind for the server at address.
func clients(t *testing.T, address string) store {
	t.Helper()
	s := store{aws: awss3.New(awss3.Options{BaseEndpoint: aws.String("http://" + address), Region: region, UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider(accessKey, secretKey, "")})}
	var err error
	s.minio, err = minio.New(address, &minio.Options{Creds: miniocredentials.NewStaticV4(accessKey, secretKey, ""), Region: region})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wait(t *testing.T, address string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
			return
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

func (s store) put(t *testing.T, key string, b []byte) {
	t.Helper()
	if _, err := s.minio.PutObject(t.Context(), bucket, key, bytes.NewReader(b), int64(len(b)), minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
}

// source is what an array is read from.
type source interface {
	io.ReaderAt
	Size() int64
	ReadRange(off, n int64) (io.ReadCloser, error)
}

// ways are those of opening an object.
func (s store) ways() map[string]func(ctx context.Context, key string) (source, error) {
	return map[string]func(ctx context.Context, key string) (source, error){
		"aws":   func(ctx context.Context, key string) (source, error) { return s3.OpenAWS(ctx, s.aws, bucket, key) },
		"minio": func(ctx context.Context, key string) (source, error) { return s3.OpenMinio(ctx, s.minio, bucket, key) },
		"presigned by aws": func(ctx context.Context, key string) (source, error) {
			return s3.OpenPresigned(ctx, s3.PresignAWS(s.aws, bucket, key, time.Minute))
		},
		"presigned by minio": func(ctx context.Context, key string) (source, error) {
			return s3.OpenPresigned(ctx, s3.PresignMinio(s.minio, bucket, key, time.Minute))
		},
	}
}
