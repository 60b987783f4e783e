package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npz"
)

// unzipOptions are the flags of npy unzip.
type unzipOptions struct {
	dir        string
	output     string
	force      bool
	skipBad    bool
	unportable bool
	maxBytes   byteCount
}

func newUnzip() *cobra.Command {
	o := unzipOptions{maxBytes: npz.DefaultMaxTotalBytes}
	cmd := &cobra.Command{
		Use:   "unzip FILE.npz [MEMBER...]",
		Short: "Make .npy files of the arrays in an archive",
		Long: `Unzip writes the members of a .npz archive to files: the array NAME to NAME.npy,
and what is no array under its own name, in the current folder or the one that
--dir names. A slash in a name makes a folder. MEMBERs are the ones to write;
without any, all are. FILE.npz may be a URL.

No file is replaced without --force, and none appears before it is complete and
its checksum was right. If a member is damaged, that is told, and the others are
written all the same.

Names from an archive are not trusted. All are looked at before the first file is
written, and if one is bad nothing is written at all: an absolute path, a part ..,
a backslash, a drive letter, a control character, or a name that other systems
cannot hold beside the others: CON, NUL and the like, or two that differ in upper
and lower case only. Links are not followed out of the folder, nor within it.
What can be done with a bad name:

  --skip-bad     leave such members out, and tell which
  --unportable   take the ones that only other systems cannot hold
  --output FILE  write one MEMBER to a file of another name`,
		Example: `  npy unzip demo.npz --dir arrays
  npy unzip demo.npz temperature labels
  npy unzip demo.npz temperature --output t.npy`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("unzip needs the name of an archive, or - for the standard input")
			}
			return nil
		},
		ValidArgsFunction: npzFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			return unzip(cmd.OutOrStdout(), cmd.ErrOrStderr(), cmd.InOrStdin(), args[0], args[1:], o)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.dir, "dir", "d", ".", "the `folder` for the files, which is made if need be")
	flags.StringVarP(&o.output, "output", "o", "", "write the one MEMBER to this `file`, or - for the standard output")
	flags.BoolVarP(&o.force, "force", "f", false, "replace files that are there")
	flags.BoolVar(&o.skipBad, "skip-bad", false, "leave out members with bad names")
	flags.BoolVar(&o.unportable, "unportable", false, "take names that only other systems cannot hold")
	flags.Var(&o.maxBytes, "max-bytes", "write no more than this in all")
	return cmd
}

// unzip writes members of the archive to files, and tells on w how many.
func unzip(w, errs io.Writer, stdin io.Reader, arg string, wanted []string, o unzipOptions) error {
	a, err := openArchive(arg, stdin)
	if err != nil {
		return err
	}
	defer a.Close()
	members, err := a.choose(wanted)
	if err != nil {
		return err
	}
	if err := o.allowed(a, members); err != nil {
		return err
	}
	if o.output != "" {
		return o.single(w, a, members)
	}
	if members, err = o.acceptable(errs, a, members); err != nil {
		return err
	}
	return o.all(w, errs, a, members)
}

// choose is the members of those names, each once, or all.
func (a *archive) choose(names []string) ([]npz.Member, error) {
	if len(names) == 0 {
		return a.asked()
	}
	if a.wanted != nil {
		names = append([]string{*a.wanted}, names...)
	}
	var members []npz.Member
	chosen := map[string]bool{}
	for _, name := range names {
		m, err := a.find(name)
		if err != nil {
			return nil, err
		}
		if !chosen[m.FullName] {
			members = append(members, m)
		}
		chosen[m.FullName] = true
	}
	return members, nil
}

// allowed refuses what would fill the disk.
func (o unzipOptions) allowed(a *archive, members []npz.Member) error {
	total := int64(0)
	for _, m := range members {
		total += m.Size // the sum of all was checked when the archive was opened
	}
	if total > int64(o.maxBytes) {
		return fmt.Errorf("%s would take %s, and --max-bytes is %s: raise it, or name members", a.name, sizeText(total), o.maxBytes.String())
	}
	return nil
}

// single writes one member where the caller says.
func (o unzipOptions) single(w io.Writer, a *archive, members []npz.Member) error {
	if len(members) != 1 {
		return fmt.Errorf("--output is for one member, and these are %d: say which one, as in npy unzip %s NAME --output %s", len(members), a.name, o.output)
	}
	m := members[0]
	if o.output != "-" {
		if !o.force && there(o.output) {
			return fmt.Errorf("%s exists: --force replaces it", o.output)
		}
		return a.writeTo(o.output, m)
	}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return errors.New("the bytes of a member are nothing for a terminal: npy cat shows arrays")
	}
	return a.copy(w, m)
}

// acceptable is the members whose names can become files: all, or an error, unless
// bad ones are to be left out.
func (o unzipOptions) acceptable(errs io.Writer, a *archive, members []npz.Member) ([]npz.Member, error) {
	names := newNames(o.unportable)
	var good []npz.Member
	var first error
	bad := 0
	for _, m := range members {
		if strings.HasSuffix(m.FullName, "/") && m.Size == 0 { // a folder, as other programs write them: files make their own
			continue
		}
		err := names.add(m.FullName)
		switch {
		case err == nil:
			good = append(good, m)
		case o.skipBad:
			fmt.Fprintf(errs, "npy: %s is left out: %v\n", a.label(m), err)
		default:
			if bad++; bad == 1 {
				first = fmt.Errorf("%s cannot become a file: %w", a.label(m), err)
			}
		}
	}
	if bad > 1 {
		first = fmt.Errorf("%w; nor can %d more", first, bad-1)
	}
	if bad > 0 {
		return nil, fmt.Errorf("%w: nothing was written; --skip-bad leaves it out, --output gives it another name", first)
	}
	return good, nil
}

// all writes members to files of their names.
func (o unzipOptions) all(w, errs io.Writer, a *archive, members []npz.Member) error {
	f, err := openFolder(o.dir)
	if err != nil {
		return err
	}
	defer f.Close()
	for _, m := range members {
		if err := f.free(m.FullName, o.force); err != nil {
			return err
		}
	}
	written, size, failed := 0, int64(0), false
	for _, m := range members {
		err := f.write(m.FullName, func(w io.Writer) error { return a.copy(w, m) })
		if damaged(err) {
			tell(errs, err)
			failed = true
			continue
		}
		if err != nil {
			return err
		}
		written, size = written+1, size+m.Size
	}
	where := ""
	if o.dir != "." {
		where = o.dir + ": "
	}
	fmt.Fprintf(w, "%s%s, %s\n", where, plural(int64(written), "file"), sizeText(size))
	if failed {
		return errTold
	}
	return nil
}

// damaged reports whether err is about a member, and not about the disk.
func damaged(err error) bool {
	var e *header.Error
	return errors.As(err, &e)
}

// copy writes the bytes of a member, all of them, so that the checksum is judged.
func (a *archive) copy(w io.Writer, m npz.Member) error {
	stream, err := a.Stream(m.FullName)
	if err != nil {
		return located(err, a.label(m), 0)
	}
	defer stream.Close()
	_, err = io.CopyBuffer(struct{ io.Writer }{w}, blamed{stream, a.label(m)}, make([]byte, min(copySize, m.Size+1)))
	return err
}
