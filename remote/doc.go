/*
Package remote reads parts of an object on an HTTP server, by Range requests:
of a file that nginx serves, or an object in S3 or Google Cloud Storage behind a
presigned URL.

	f, err := remote.Open(ctx, http.DefaultClient, url)
	defer f.Close()
	array, err := npy.NewFile(f, f.Size())           // of a .npy: no further request
	rows, err := npy.ReadRows[float32](array, 10, 20) // one request

	archive, err := npz.NewReader(f, f.Size())       // of a .npz: no further request
	weights, err := npz.Read[float32](archive, "weights")

# What it costs

Open makes one request, which tells the size and brings one end of the object:

	x.npy  ┌────────┬──────────────────────────────────────────────┐
	       │ header │ elements                                     │
	       └────────┴──────────────────────────────────────────────┘
	       ╞═ Open: bytes=0-65535 ═╡     ╞═ ReadRows ═╡

	x.npz  ┌──────────┬──────────┬─────────────────────┬───────────┐
	       │ member   │ member   │ member              │ directory │
	       └──────────┴──────────┴─────────────────────┴───────────┘
	                  ╞══════════╡      Open: bytes=-131072 ╞══════╡

A long read is one more request, whatever its length: [File.ReadAt] puts the bytes right
where they are to be, [File.ReadRange] streams them. Short reads fetch whole blocks, which
are kept (see [Cache]); reads that need the same block at once wait for one request, and
those that follow each other fetch ahead. [File.Stats] counts.

# One version

The object's ETag is remembered, and every later request demands it, with If-Match.
Every answer has to repeat it, too, for servers that ignore conditions. So an
object that is replaced while it is read gives an error, [ErrChanged], and never bytes
of two versions. An answer that lacks what the first one had, or has a weak ETag
(W/"...") in the place of a strong one, is refused with ErrChanged too.

Servers without a strong ETag promise less. The time is demanded then, if there is
one, with If-Unmodified-Since, and time, size and weak ETag are compared with every
answer's. Times are whole seconds, so that two changes within one are one, and a weak
ETag may stay what it was when bytes change: where a server has no more than a weak ETag,
or nothing at all, a change that leaves the size as it was may go unnoticed, and bytes of two
versions be read.

# Failures

Statuses 429 and 5xx, broken connections, short answers and silent servers are
borne with pauses that grow ([Retry], [IdleTimeout]), and reading goes on where it
stopped. Other statuses are errors at once. When a presigned URL expires, [Renew] asks
for another. Servers that cannot count from an object's end are asked for its beginning, and
those that ignore Range are refused with [ErrNoRanges], before they send
much. Every answer's Content-Range, length and encoding are checked. Several ranges
are never asked for in one request, since few servers know how; nor is HEAD used, which
presigned URLs do not allow.

Errors are of type [*Error] and never show the query of a URL, which may hold a signature.
A [Header] goes to the server that Open was told, and not where that redirects to.
*/
package remote
