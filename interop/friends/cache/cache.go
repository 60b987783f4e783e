/*
Package cache keeps arrays in caches of bytes: Redis and Valkey, memcached, groupcache, bigcache and their kind. The value is a
.npy file, so that a program in Python reads and writes the same keys with np.load and np.save.

With github.com/redis/go-redis/v9 there is nothing to import: an npy.Array is an encoding.BinaryMarshaler, which go-redis
takes as a value, and gives back by Scan.

	err := client.Set(ctx, key, a, time.Hour).Err()
	err = client.Get(ctx, key).Scan(&a)

For everything else with a Get and a Set of bytes there are [Put] and [Get], to be used or copied.
*/
package cache

import (
	"context"
	"fmt"
	"time"

	"github.com/npygo/npygo/npy"
	"github.com/redis/go-redis/v9"
)

// A Store is a cache of bytes. What it is given by Set is its own from then on.
type Store interface {
	Get(ctx context.Context, key string) ([]byte, error)
	Set(ctx context.Context, key string, value []byte, ttl time.Duration) error
}

// Put stores a under key. The elements are copied once, into memory that is the store's from then on.
func Put[T any](ctx context.Context, s Store, key string, a npy.Array[T], ttl time.Duration) error {
	b, err := a.MarshalBinary()
	if err != nil {
		return fmt.Errorf("cache: %q: %w", key, err)
	}
	return s.Set(ctx, key, b, ttl)
}

// Get returns the array under key. It copies the elements, since a cache within the program may hand out its own memory;
// npy.View of what the store gives does without, where nobody writes to it. The store's errors come as they are,
// such as redis.Nil for a key that is not there.
func Get[T any](ctx context.Context, s Store, key string) (npy.Array[T], error) {
	b, err := s.Get(ctx, key)
	if err != nil {
		return npy.Array[T]{}, err
	}
	var a npy.Array[T]
	if err := a.UnmarshalBinary(b); err != nil {
		return npy.Array[T]{}, fmt.Errorf("cache: %q: %w", key, err)
	}
	return a, nil
}

// Redis is a Store in a Redis server, or in one that speaks its protocol.
type Redis struct{ Client redis.Cmdable }

// Get asks the server. A missing key is redis.Nil.
func (r Redis) Get(ctx context.Context, key string) ([]byte, error) {
	return r.Client.Get(ctx, key).Bytes()
}

// Set sends value. A ttl of 0 keeps it for ever.
func (r Redis) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	return r.Client.Set(ctx, key, value, ttl).Err()
}
