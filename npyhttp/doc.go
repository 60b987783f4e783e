/*
Package npyhttp sends NumPy arrays as the bodies of HTTP requests and answers: the
bytes of a .npy file, from which shape and dtype come back as they were, at the
speed of the network.

	http.Handle("POST /predict", npyhttp.Handler(predict)) // predict: func(context.Context, npy.Array[float32]) (npy.Array[float32], error)

	out, err := npyhttp.Post[float32](ctx, client, url, in)

Python's side of it is numpy.save into the request and numpy.load from the answer.

# Which function

	                  one array              named arrays
	serve a function  Handler                HandlerNPZ
	read a request    Read, ReadInto,        ReadNPZ
	                  ReadAny
	answer            Write, WriteAny        WriteNPZ
	answer an error   WriteError             WriteError
	be a client       Post, ReadResponse     PostNPZ, ReadResponseNPZ
	serve files       http.ServeContent, after RegisterTypes

# On the wire

	request  Content-Type      application/x-npy   a .npy file
	                           application/x-npz   an .npz archive
	                           none, application/octet-stream, or what curl and urllib
	                           say by themselves (application/x-www-form-urlencoded):
	                           either, if it begins with its magic string
	         Content-Length    the exact size; or chunked, with HTTP/1.1
	         Content-Encoding  none, or gzip
	         Accept            what a Handler answers with, by q-values:
	                           application/x-npy (without Accept), application/x-npz,
	                           application/json (nested lists)
	answer   Content-Type      as accepted, without parameters
	         Content-Length    the exact size

Other names of the media types that are in use (application/npy,
application/x-numpy-data, application/vnd.numpy.npz, application/zip and more) are taken
for these, parameters are passed over, and where the label is the one of the two and the
body begins like the other, the body is right.

A body holds one array and nothing behind it. An .npz archive with one array in it is
taken in its place. JSON is for people with curl; requests cannot be JSON. Its elements
are those of [npy.NestedArray], but for NaN and the infinities, which are strings.

# Errors

Answers to requests that fail are problem documents (RFC 9457), application/problem+json:

	{"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"The array's dtype is '<f4'; '<f8' is taken here."}

	400  not an array: bad magic, header, zip, checksum; ends early; goes on behind the array
	406  Accept has none of the forms that an answer can take; or JSON was chosen, and the
	     array has no form in it: text that is not UTF-8, say, more than 2^20 lists with
	     hardly an element, structs that encoding/json refuses; of a HandlerNPZ's arrays
	     all structured ones
	408  the body did not arrive before the deadline of the context, or of the server
	413  larger than the limit; or the array's header promises more than Content-Length
	415  another media type, or another content coding than gzip
	422  an array, but not of the dtype that is taken, of Python objects, or an
	     archive of several; and whatever a handler's function refuses with an Error
	500  the handler's function has failed, or gave an array that cannot be written
	502  it has returned the Error of another server, whose text goes no further
	503  it has returned the error of its context, which has ended

What a body's beginning shows is known at once: a Content-Length over the limit (which is
[DefaultMaxBytes] unless [MaxBytes] says otherwise) before anything is read, a header
that promises too much before the elements are, and one that does not fit Content-Length
before its dtype is (Python objects apart). The statuses 413 and 408 are sent at once, and
close a connection of HTTP/1; the others may wait there until net/http has read what is
missing of the body, if that is less than 256 KiB. That, and a deadline of the context for
a body that does not come at all, need net/http's ResponseWriter: one that middleware has
put around it must have the Unwrap of [http.ResponseController]. The detail never quotes
the body; the error's cause, which may, is for the server's log alone.

A deadline that passes just when a body has come costs its connection, if that is one of
HTTP/1, and not its answer.

# Memory

A Handler reads into memory that it uses again, and writes from the array's own: no
copy, and no allocation beyond those of net/http. [Read] takes fresh memory, [ReadInto] the
caller's. Nothing of one request is ever within reach of another one: an array's
capacity ends with its length, and memory that a broken connection may still be
looking at is not used again.

What is taken for the elements of one request is at most the limit, as they are in memory,
npy.Cast or not, and once more for the bytes of strings; where Content-Length does not
tell the size, growing takes up to half as much again. An .npz takes as much for its
archive, which grows with the bytes that come once it is larger than 1 MiB, besides its
array. A slow client is for http.Server to end: set its ReadTimeout.

An answer in JSON, which the client chooses, takes its text, and while it grows up to
twice that: up to 8 bytes for a uint8 and 29 for a float64, the brackets of axes of length
1 included. An array of next to no elements can have as many lists as 2^20, of 3 bytes
each: the shape (1000000, 0), which is 128 bytes of .npy, is 3 MB of JSON. The arrays of a
HandlerNPZ's answer have 4 MiB for such lists together, and are answered with 406 beyond.
*/
package npyhttp
