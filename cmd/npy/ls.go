package main

import (
	"bufio"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npz"
)

// lsOptions are the flags of npy ls.
type lsOptions struct {
	json   bool
	verify bool
	width  int // 0: as wide as need be
}

func newLs() *cobra.Command {
	var o lsOptions
	cmd := &cobra.Command{
		Use:   "ls FILE.npz...",
		Short: "List the arrays in archives",
		Long: `Ls lists what is in .npz files, a line for each member: its name, the dtype, the
shape and the order (C or Fortran) of the array in it, its size and, if it is
compressed, the size in the archive and how much of the former that is.

  blocks    the member was compressed in blocks of that size, each of which can be
            read on its own: a part of the array costs a part of the time
  mappable  the elements lie in the file as in memory, records too, and at an
            address that suits them: programs can use them without reading them

An archive may also be a URL, http:// or https://: that is a request for the
list, and one for the header of each member that is not near another one.

Only headers are read; --verify reads everything and checks it. Members that are
no arrays are listed as such. A name that has odd characters is quoted. On a
terminal that is too narrow columns on the right are left out.

--json gives an array with one object per member, a line each, as npy info does.
Its field member is an object: name, full_name (in the archive), size,
compressed_size, method, block (if there are blocks), mappable, crc32, verified
(with --verify, if all is right), no_array (if it is none).`,
		Example: `  npy ls demo.npz
  npy ls --verify demo.npz
  npy ls https://example.org/demo.npz
  npy ls --json demo.npz | jq '.[].member.name'`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("ls needs the name of an archive, or - for the standard input")
			}
			return nil
		},
		ValidArgsFunction: npzFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f, ok := cmd.OutOrStdout().(*os.File); ok && o.width == 0 && term.IsTerminal(int(f.Fd())) {
				o.width = widthOf(f)
			}
			return ls(cmd.OutOrStdout(), cmd.ErrOrStderr(), cmd.InOrStdin(), args, o)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.json, "json", false, "write JSON")
	flags.BoolVar(&o.verify, "verify", false, "read all members and check their checksums")
	flags.IntVarP(&o.width, "width", "w", 0, "characters per line (default: the terminal's; elsewhere as many as it takes)")
	return cmd
}

// npzFiles completes file names that end in .npz.
func npzFiles(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return []string{"npz"}, cobra.ShellCompDirectiveFilterFileExt
}

// ls writes to w what is in the archives. What goes wrong is told to errs, and the
// others follow all the same.
func ls(w, errs io.Writer, stdin io.Reader, args []string, o lsOptions) error {
	out := bufio.NewWriter(w)
	list := lister{w: out, headings: len(args) > 1, width: o.width, verify: o.verify}
	asJSON := &jsonReporter{w: out}
	failed := false
	for _, arg := range args {
		var reports []report
		a, err := openArchive(arg, stdin)
		if err == nil {
			reports, err = a.ls(o)
			a.Close()
		}
		if err != nil {
			reports = []report{{File: shown(arg), err: err}}
		}
		if !o.json && err == nil {
			list.archive(shown(arg), reports)
		}
		for _, r := range reports {
			if r.err != nil {
				failed = true
				out.Flush()
				tell(errs, r.err)
			}
			if o.json {
				asJSON.report(r)
			}
		}
	}
	if o.json {
		asJSON.end()
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if failed {
		return errTold
	}
	return nil
}

// openArchive opens an argument that must be an archive.
func openArchive(arg string, stdin io.Reader) (*archive, error) {
	s, a, err := openArgument(arg, stdin)
	if s != nil {
		s.Close()
		return nil, errors.New(s.name + " is no archive: npy info tells what is in it")
	}
	return a, err
}

// ls tells about the members that are asked for.
func (a *archive) ls(o lsOptions) ([]report, error) {
	members, err := a.asked()
	if err != nil {
		return nil, err
	}
	reports := make([]report, len(members))
	for i, m := range members {
		reports[i] = a.lsMember(m, o)
	}
	return reports, nil
}

func (a *archive) lsMember(m npz.Member, o lsOptions) report {
	r := report{File: a.name, Member: newMemberReport(m)}
	h, err := a.Header(m.FullName)
	count := 0
	if err == nil {
		count, err = h.Count()
	}
	if err == nil {
		r.headerReport = newHeaderReport(h, count)
		r.Member.Mappable = a.mappable(m)
		if size, err := h.PayloadSize(); err == nil && !h.DType.HasObject() {
			r.Bytes = &size
		}
	}
	if r.Member.NoArray = errors.Is(err, header.ErrMagic); r.Member.NoArray {
		err = nil
	}
	if err == nil && o.verify {
		err = a.Verify(m.FullName)
		r.Member.Verified = err == nil
	}
	if err != nil {
		r.err = located(err, a.label(m), 0)
	}
	return r
}
