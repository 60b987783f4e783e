//go:build purego

package cast

type memory struct{}

func recordsOf[T any](s []T) (Records, bool) { return Records{}, false }

func (m memory) bytes() []byte { return nil }

func place[F any](m memory, at int) *F { panic("cast: this build has no unsafe") }
