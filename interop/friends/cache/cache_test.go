package cache_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/interop/friends/cache"
	"github.com/npygo/npygo/interop/friends/internal/py"
	"github.com/npygo/npygo/npy"
	"github.com/redis/go-redis/v9"
)

// go-redis takes and gives arrays by itself.
func Example() {
	server, err := miniredis.Run() // in place of a Redis server
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	defer client.Close()
	ctx := context.Background()

	a := npy.Array[float32]{Data: []float32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}}
	if err := client.Set(ctx, "user:7", a, time.Hour).Err(); err != nil {
		log.Fatal(err)
	}
	var got npy.Array[float32]
	if err := client.Get(ctx, "user:7").Scan(&got); err != nil {
		log.Fatal(err)
	}
	fmt.Println(got.Shape, got.Data)
	// Output: [2 3] [1 2 3 4 5 6]
}

// Any other cache of bytes, here a map.
func ExamplePut() {
	ctx, store := context.Background(), memory{}
	if err := cache.Put(ctx, store, "mask", npy.Array[bool]{Data: []bool{true, false}}, time.Minute); err != nil {
		log.Fatal(err)
	}
	mask, err := cache.Get[bool](ctx, store, "mask")
	fmt.Println(mask.Data, err)
	// Output: [true false] <nil>
}

// memory hands out its own bytes.
type memory map[string][]byte

func (m memory) Get(_ context.Context, key string) ([]byte, error) {
	if b, ok := m[key]; ok {
		return b, nil
	}
	return nil, errors.New("no such key")
}

func (m memory) Set(_ context.Context, key string, value []byte, _ time.Duration) error {
	m[key] = value
	return nil
}

func start(t *testing.T) (*miniredis.Miniredis, cache.Redis) {
	server := miniredis.RunT(t)
	client := redis.NewClient(&redis.Options{Addr: server.Addr(), MaxRetries: -1})
	t.Cleanup(func() { client.Close() })
	return server, cache.Redis{Client: client}
}

func TestRedis(t *testing.T) {
	server, store := start(t)
	for _, a := range []npy.Array[float64]{
		{Data: []float64{1, 2, 3, 4}, Shape: []int{2, 2}, FortranOrder: true},
		{Data: []float64{5}, Shape: []int{}},
		{Shape: []int{0, 3}},
		{Data: make([]float64, 100_000)},
	} {
		if err := cache.Put(t.Context(), store, "a", a, time.Minute); err != nil {
			t.Fatal(err)
		}
		got, err := cache.Get[float64](t.Context(), store, "a")
		if err != nil || !got.Equal(a) || got.FortranOrder != a.FortranOrder {
			t.Errorf("shape %v comes back as %v, %v", a.Shape, got.Shape, err)
		}
		file, err := a.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if value, err := server.Get("a"); err != nil || value != string(file) {
			t.Errorf("shape %v: the server does not hold the .npy file: %v", a.Shape, err)
		}
	}
	if ttl := server.TTL("a"); ttl != time.Minute {
		t.Errorf("time to live: %v", ttl)
	}
}

// What go-redis writes by itself, Get reads, and the reverse.
func TestValuesAreTheSame(t *testing.T) {
	_, store := start(t)
	a := npy.Array[string]{Data: []string{"ä", "bc"}}
	if err := store.Client.Set(t.Context(), "a", a, 0).Err(); err != nil {
		t.Fatal(err)
	}
	if got, err := cache.Get[string](t.Context(), store, "a"); err != nil || !got.Equal(a) {
		t.Errorf("%v, %v", got, err)
	}
	if err := cache.Put(t.Context(), store, "b", a, 0); err != nil {
		t.Fatal(err)
	}
	var got npy.Array[string]
	if err := store.Client.Get(t.Context(), "b").Scan(&got); err != nil || !got.Equal(a) {
		t.Errorf("%v, %v", got, err)
	}
}

func TestGetCopies(t *testing.T) {
	store := memory{}
	a := npy.Array[uint8]{Data: []uint8{1, 2, 3}}
	if err := cache.Put(t.Context(), store, "a", a, 0); err != nil {
		t.Fatal(err)
	}
	got, err := cache.Get[uint8](t.Context(), store, "a")
	if err != nil {
		t.Fatal(err)
	}
	got.Data[0] = 99
	a.Data[1] = 99
	if again, err := cache.Get[uint8](t.Context(), store, "a"); err != nil || again.Data[0] != 1 || again.Data[1] != 2 {
		t.Errorf("the array shares memory with the cache: %v, %v", again, err)
	}
}

func TestErrors(t *testing.T) {
	server, store := start(t)
	ctx := t.Context()
	if _, err := cache.Get[float32](ctx, store, "none"); !errors.Is(err, redis.Nil) {
		t.Errorf("a missing key: %v", err)
	}
	if err := cache.Put(ctx, store, "a", npy.Array[float32]{Data: []float32{1, 2}}, 0); err != nil {
		t.Fatal(err)
	}
	var mismatch *npy.DTypeError
	if _, err := cache.Get[float64](ctx, store, "a"); !errors.As(err, &mismatch) || !strings.Contains(err.Error(), `"a"`) {
		t.Errorf("float32 as float64: %v", err)
	}
	value, err := server.Get("a")
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Set("a", value[:len(value)-1]); err != nil {
		t.Fatal(err)
	}
	if a, err := cache.Get[float32](ctx, store, "a"); !errors.Is(err, io.ErrUnexpectedEOF) || a.Data != nil {
		t.Errorf("a value that lacks a byte: %v, %v", a, err)
	}
	if err := cache.Put(ctx, store, "b", npy.Array[float32]{Data: []float32{1}, Shape: []int{2}}, 0); !errors.Is(err, header.ErrShape) {
		t.Errorf("one element for shape (2): %v", err)
	}
	if server.Exists("b") {
		t.Error("an array that is refused was stored")
	}
	server.Close()
	if a, err := cache.Get[float32](ctx, store, "a"); err == nil {
		t.Errorf("no server, no error: %v", a)
	}
}

func TestPython(t *testing.T) {
	server, store := start(t)
	a := npy.Array[float32]{Data: []float32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}}
	if err := cache.Put(t.Context(), store, "a", a, 0); err != nil {
		t.Fatal(err)
	}
	got := py.Run(t, "import io, numpy as np, redis", `
r = redis.Redis(host=sys.argv[1], port=int(sys.argv[2]))
a = np.load(io.BytesIO(r.get("a")))
print(a.dtype.str, a.tolist())
f = io.BytesIO()
np.save(f, np.asfortranarray(a * 10))
r.set("b", f.getvalue())
`, server.Host(), server.Port())
	if got != "<f4 [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]" {
		t.Errorf("Python reads %s", got)
	}
	b, err := cache.Get[float32](t.Context(), store, "b")
	if err != nil || !b.FortranOrder || b.At(1, 0) != 40 {
		t.Errorf("%v, %v", b, err)
	}
}
