package npyhttp

import (
	"errors"
	"mime"
	"strings"
)

// The media types of .npy and .npz, sent as they stand here: clients, the
// deserializers of SageMaker's SDK among them, compare for equality.
const (
	ContentType    = "application/x-npy"
	ContentTypeNPZ = "application/x-npz"
)

const (
	typeJSON    = "application/json"
	typeProblem = "application/problem+json" // RFC 9457
)

// RegisterTypes tells package mime about .npy and .npz, so that
// http.FileServer and http.ServeContent, which serve such files with ranges and
// conditional requests, send their media types. Without it they sniff the
// content, and say application/octet-stream and application/zip.
func RegisterTypes() error {
	return errors.Join(mime.AddExtensionType(".npy", ContentType), mime.AddExtensionType(".npz", ContentTypeNPZ))
}

// format is a form that arrays have in a body.
type format uint8

const (
	formatNone format = iota
	formatNPY
	formatNPZ
	formatJSON
	formatBare // a label that says nothing: the magic of the body tells
)

// names has all media types that stand for a format, the one that is sent
// first, then those that servers and clients in the wild use: nothing is
// registered with IANA.
var names = [...][]string{
	formatNPY: {ContentType, "application/npy", "application/numpy", "application/x-numpy",
		"application/x-numpy-data", // libmagic, and so file --mime-type
		"application/x-numpy-array", "application/vnd.numpy", "application/vnd.numpy.npy", "application/vnd.numpy.ndarray"},
	formatNPZ: {ContentTypeNPZ, "application/npz", "application/x-numpy-npz", "application/vnd.numpy.npz",
		"application/zip", "application/x-zip-compressed"},
	formatJSON: {typeJSON},
	formatBare: {"", "application/octet-stream",
		"binary/octet-stream",                // S3, where nobody said a type
		"application/x-www-form-urlencoded"}, // curl --data-binary and Python's urllib, where nobody said a type
}

// formatOf is the format that a Content-Type names; its parameters say nothing.
func formatOf(contentType string) format {
	name := bare(contentType)
	for f, list := range names {
		for _, n := range list {
			if strings.EqualFold(n, name) {
				return format(f)
			}
		}
	}
	return formatNone
}

// bare is a media type without its parameters.
func bare(contentType string) string {
	name, _, _ := strings.Cut(contentType, ";")
	return strings.TrimSpace(name)
}
