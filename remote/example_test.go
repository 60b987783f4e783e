package remote_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/remote"
)

func Example() {
	var b bytes.Buffer
	rows := npy.Array[int64]{Data: make([]int64, 300_000), Shape: []int{100_000, 3}}
	for i := range rows.Data {
		rows.Data[i] = int64(i)
	}
	if err := npy.Write(&b, rows); err != nil {
		fmt.Println(err)
		return
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "rows.npy", time.Time{}, bytes.NewReader(b.Bytes()))
	}))
	defer server.Close()

	f, err := remote.Open(context.Background(), server.Client(), server.URL+"/rows.npy")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	array, err := npy.NewFile(f, f.Size())
	if err != nil {
		fmt.Println(err)
		return
	}
	part, err := npy.ReadRows[int64](array, 70_000, 70_002)
	fmt.Println(part.Data, err)
	fmt.Println(f.Stats().Requests, "requests for", f.Size(), "bytes")
	// Output:
	// [210000 210001 210002 210003 210004 210005] <nil>
	// 2 requests for 2400128 bytes
}

// A presigned URL holds for minutes, a program runs for days.
func ExampleRenew() {
	presign := func(ctx context.Context) (string, error) {
		return "https://bucket.s3.amazonaws.com/rows.npy?X-Amz-Signature=...", ctx.Err() // by an SDK, or a service of one's own
	}
	ctx := context.Background()
	url, err := presign(ctx)
	if err != nil {
		return
	}
	f, err := remote.Open(ctx, nil, url, remote.Renew(presign))
	if err != nil {
		return
	}
	defer f.Close()
}
