package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npz"
)

// memberReport is what the archive tells about a member.
type memberReport struct {
	Name           string `json:"name"`
	FullName       string `json:"full_name"`
	Size           int64  `json:"size"`
	CompressedSize int64  `json:"compressed_size"`
	Method         string `json:"method"`
	Block          int64  `json:"block,omitempty"`
	Mappable       bool   `json:"mappable"`
	CRC32          string `json:"crc32"`
	Verified       bool   `json:"verified,omitempty"`
	NoArray        bool   `json:"no_array,omitempty"`
}

func newMemberReport(m npz.Member) *memberReport {
	return &memberReport{Name: m.Name, FullName: m.FullName, Size: m.Size, CompressedSize: m.CompressedSize,
		Method: methodName(m.Method), Block: m.Block, CRC32: fmt.Sprintf("%08x", m.CRC32)}
}

// methodName is zip's name for a method of compression.
func methodName(method uint16) string {
	switch method {
	case 0:
		return "stored"
	case 8:
		return "deflated"
	case 9:
		return "deflate64"
	case 12:
		return "bzip2"
	case 14:
		return "lzma"
	case 93:
		return "zstd"
	case 95:
		return "xz"
	}
	return fmt.Sprintf("method %d", method)
}

// infoArchive emits a report for each member that is asked for.
func infoArchive(a *archive, o infoOptions, emit func(report)) {
	members, err := a.asked()
	if err != nil {
		emit(report{File: a.name, err: err})
		return
	}
	for _, m := range members {
		emit(a.info(m, o))
	}
}

func (a *archive) info(m npz.Member, o infoOptions) report {
	r := report{File: a.name, Member: newMemberReport(m)}
	s, err := a.sourceFor(m, o.noStats)
	if err != nil {
		r.err = err
		return r
	}
	defer s.Close()
	array, err := s.next(0)
	switch {
	case errors.Is(err, header.ErrMagic):
		r.Member.NoArray = true
	case err != nil:
		r.err = err
		return r
	default:
		told := reportOf(array, o)
		told.File, told.Member = r.File, r.Member
		r = told
		r.Member.Mappable = a.mappable(m)
		if end := array.offset + array.size; array.size >= 0 && r.err == nil {
			r.Trailing = m.Size - end
		}
	}
	if r.err == nil {
		r.err = a.check(s, &r, o.verify)
	}
	return r
}

// check compares the member with its checksum: where it has been read anyway, or
// if it is wanted.
func (a *archive) check(s *source, r *report, wanted bool) error {
	var err error
	switch {
	case r.Stats != nil:
		_, err = io.Copy(io.Discard, s.r)
	case wanted:
		err = a.Verify(r.Member.FullName)
	default:
		return nil
	}
	if err != nil {
		r.Stats = nil
		return located(err, s.name, 0)
	}
	r.Member.Verified = true
	return nil
}

// member tells how the member lies in the archive.
func (t *textReporter) member(m *memberReport) {
	if m.NoArray {
		t.line("content", "no array, %s", sizeText(m.Size))
	}
	packed := "stored"
	if m.Method != packed {
		packed = fmt.Sprintf("%s to %s, %s", m.Method, sizeText(m.CompressedSize), percent(m.CompressedSize, m.Size))
	}
	if m.Mappable {
		packed += ", can be mapped"
	}
	if m.Block > 0 {
		packed += ", in blocks of " + sizeText(m.Block)
	}
	t.line("packed", "%s", packed)
	if m.Verified {
		t.line("crc32", "%s, right", m.CRC32)
	}
}

// percent is part of whole, for people.
func percent(part, whole int64) string {
	if whole == 0 {
		return "-"
	}
	p := 100 * float64(part) / float64(whole)
	if p < 10 {
		return fmt.Sprintf("%.1f%%", p)
	}
	return fmt.Sprintf("%.0f%%", p)
}
