package npy

// AsBytes writes strings as '|S', their bytes, instead of '<U', four bytes for
// each character. To NumPy they are bytes then. Nothing is encoded: text that is
// not ASCII arrives as UTF-8, and np.char.decode(a, "utf-8") makes str of it.
// Elements of type []byte are written so without it.
func AsBytes() Option { return Option{set: setTextKind, n: 'S'} }

// AsVoid writes elements of type []byte as '|V', plain bytes, instead of '|S'.
// They must all have the same length. Unlike '|S' it keeps NULs at the end of
// an element, so it is the choice for digests, keys and other binary data.
func AsVoid() Option { return Option{set: setTextKind, n: 'V'} }

// Width writes text in elements of n characters ('<U'), or n bytes ('|S', '|V'),
// instead of the length of the longest: for files that are to be of one dtype
// whatever they hold. An element that is longer is an error. With n <= 0 it is as wide
// as the longest.
func Width(n int) Option { return Option{set: setWidth, n: int64(max(n, 0))} }

// LossyText takes text that the other side cannot hold, and lets go of what
// does not fit. Reading, characters of '<U' that UTF-8 does not have (lone
// surrogates, numbers beyond Unicode) become U+FFFD. Writing, so does each byte
// that is not UTF-8, NULs at the end of an element are lost, what is longer than
// Width is cut, and elements of '|V' are filled up with NULs.
//
// Without it each of these is an error that wraps ErrValue and names the
// element: a service should not pass on, as if they were right, names that no
// longer are those it was given, nor strings at which the next JSON encoder or
// database stumbles.
func LossyText() Option { return Option{set: setLossyText, state: true} }

// KeepSurrogates keeps lone surrogates, which Python strings can have (above
// all for file names that are not UTF-8), in the three bytes that UTF-8 would
// give them, as package header keeps them in names, and writes them back as
// what they were: nothing is lost. Such a Go string is not valid UTF-8.
func KeepSurrogates() Option { return Option{set: setKeepSurrogates, state: true} }
