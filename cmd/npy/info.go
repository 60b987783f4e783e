package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// infoOptions are the flags of npy info.
type infoOptions struct {
	json    bool
	noStats bool
	verify  bool
	as      string
}

func newInfo() *cobra.Command {
	var o infoOptions
	cmd := &cobra.Command{
		Use:   "info FILE[:NAME]...",
		Short: "Tell shape, dtype, sizes and statistics of arrays",
		Long: `Info tells what is in .npy files: the shape (how long each axis is), the dtype
(what one element is: NumPy's name for it, and the descr that stands in the
file), the order in which the elements lie, the version of the format, where
the elements start and how many bytes they take.

Of numbers it tells min, max, mean and how many are NaN ("not a number") or
infinite. NaN count as missing: the others are taken as if they were not there.
Of bool it tells how many are true. The whole file is read for that, a piece at
a time, so that files larger than the memory are no problem; --no-stats reads
the header only and takes no time.

A FILE of - is the standard input. Where a file holds several arrays, the second
is called FILE[1], the third FILE[2]; such a name can also be asked for. Of an
archive (.npz) all arrays are told, or the one called NAME if FILE:NAME is asked
for. Arrays that are read for their statistics are compared with their checksums
in the archive; --verify does that with --no-stats too, and with members that
are no numbers. A URL (http:// or https://) is as good as a file, URL#NAME an
array in an archive there, and URL#[1] the second array in a file.

--json gives an array with one object per array in the files, a line each. If
the header could be read, the fields file, index, version, descr, dtype, shape,
fortran_order, count, itemsize, offset and bytes (null for Python objects) are
there; the fields member (an object: see npy help ls), trailing_bytes, fields,
stats, no_stats (why there are none) and error are there if they have something
to tell.
NaN and the infinities, which JSON has no words for, are the strings "NaN",
"Infinity" and "-Infinity"; min, max and mean of nothing are null; a complex
number is [real, imaginary].`,
		Example: `  npy info testdata/demo/temperature.npy
  npy info --no-stats testdata/demo/*.npy
  npy info --json testdata/demo/*.npy | jq '.[] | {file, shape, mean: .stats.mean}'
  cat testdata/demo/labels.npy | npy info -
  npy info demo.npz:temperature
  npy info --no-stats 'https://example.org/demo.npz#temperature'`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("info needs the name of a file, or - for the standard input")
			}
			return nil
		},
		ValidArgsFunction: npyFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			return info(cmd.OutOrStdout(), cmd.ErrOrStderr(), cmd.InOrStdin(), args, o)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.json, "json", false, "write JSON")
	flags.BoolVar(&o.noStats, "no-stats", false, "read the header only")
	flags.BoolVar(&o.verify, "verify", false, "check the checksums of all members of archives")
	flags.StringVar(&o.as, "as", "", "take the elements for this `dtype` of the same size, such as bfloat16")
	return cmd
}

// info writes to w what is in the files that args name. What goes wrong with
// one of them is told to errs, and the others follow all the same.
func info(w, errs io.Writer, stdin io.Reader, args []string, o infoOptions) error {
	out := bufio.NewWriter(w)
	var show reporter = &textReporter{w: out}
	if o.json {
		show = &jsonReporter{w: out}
	}
	failed := false
	for _, arg := range args {
		infoSource(arg, stdin, o, func(r report) {
			if r.err != nil {
				failed = true
				out.Flush() // what was right comes first, where both go to a terminal
				tell(errs, r.err)
			}
			show.report(r)
		})
	}
	show.end()
	if err := out.Flush(); err != nil {
		return err
	}
	if failed {
		return errTold
	}
	return nil
}

// infoSource emits a report for each array that an argument names.
func infoSource(arg string, stdin io.Reader, o infoOptions, emit func(report)) {
	s, zip, err := openArgument(arg, stdin)
	if err != nil {
		emit(report{File: shown(arg), err: err})
		return
	}
	if zip != nil {
		defer zip.Close()
		infoArchive(zip, o, emit)
		return
	}
	defer s.Close()
	if s.pick >= 0 {
		a, err := s.find(s.pick)
		if err != nil {
			emit(report{File: s.name, Index: s.pick, err: err})
			return
		}
		emit(reportOf(a, o))
		return
	}
	for i := 0; ; i++ {
		a, err := s.next(i)
		if err != nil {
			emit(report{File: s.name, Index: i, err: err})
			return
		}
		r := reportOf(a, o)
		more := r.err == nil && r.follow(a)
		emit(r)
		if !more {
			return
		}
	}
}

// reportOf tells about an array whose header has just been read.
func reportOf(a *array, o infoOptions) report {
	r := newReport(a)
	d, err := dtypeOf(a.header.DType, o.as)
	if err != nil {
		r.err = fmt.Errorf("%s: %w", a.source.label(a.index), err)
		return r
	}
	if r.err = a.whole(); r.err != nil {
		return r
	}
	if o.as != "" {
		r.DType = d.name()
	}
	if o.noStats {
		return r
	}
	t, why := newTally(d)
	if why != "" {
		r.NoStats = why
		return r
	}
	var cut errCut
	if err := summarize(a.source, d, a.size, t); errors.As(err, &cut) {
		r.err = a.truncated(int64(cut))
	} else if err != nil {
		r.err = fmt.Errorf("%s: %w", a.source.label(a.index), err)
	} else {
		r.Stats = t.stats()
	}
	return r
}
