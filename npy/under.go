package npy

import (
	"reflect"

	"github.com/npygo/npygo/internal/cast"
)

// under is data as elements of the type E that T is or is over: the same
// memory (shared), or in a build without unsafe a copy.
func under[E, T any](data []T) (elements []E, shared bool) {
	if elements, ok := cast.Convert[E](data); ok {
		return elements, true
	}
	to := reflect.TypeFor[E]()
	elements = make([]E, len(data))
	for i := range data {
		elements[i] = reflect.ValueOf(&data[i]).Elem().Convert(to).Interface().(E)
	}
	return elements, false
}

// fillUnder has fill write to the memory of dst as elements of the type E that
// T is or is over.
func fillUnder[E, T any](dst []T, fill func([]E) error) error {
	elements, shared := under[E](dst)
	err := fill(elements)
	if !shared {
		to := reflect.TypeFor[T]()
		for i := range dst {
			reflect.ValueOf(&dst[i]).Elem().Set(reflect.ValueOf(&elements[i]).Elem().Convert(to))
		}
	}
	return err
}
