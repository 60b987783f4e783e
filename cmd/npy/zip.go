package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// zipOptions are the flags of npy zip.
type zipOptions struct {
	level   int // 0: not compressed
	block   byteCount
	sozip   bool
	add     bool
	inPlace bool
	force   bool
}

func newZip() *cobra.Command {
	var o zipOptions
	cmd := &cobra.Command{
		Use:   "zip OUT.npz [NAME=]FILE...",
		Short: "Make an archive of .npy files",
		Long: `Zip makes a .npz archive of .npy files, as NumPy's savez does of arrays: np.load
and everything that reads zip files reads it. An array is called as its file is,
without folder and .npy, or NAME if that is given.

A FILE may also be a member of another archive, FILE.npz:NAME, a whole archive,
whose arrays keep their names, or - for the standard input, which needs a NAME, or a URL.
Files are read and written piece by piece, so that they may be larger than the
memory. OUT.npz appears when it is complete, or not at all. An OUT.npz of - is
the standard output.

Arrays are stored as they are, which lets programs map them, unless --compress,
--block or --sozip is given. Compressed arrays are compressed in blocks, on all
cores, and a part of them can be read without the rest.

--append adds the arrays to an archive, or makes one. The archive is copied for
that; --in-place writes into it as it is, which is faster for large archives and
keeps the old end in the file OUT.npz.journal until all is done.`,
		Example: `  npy zip demo.npz testdata/demo/*.npy
  npy zip small.npz --compress=9 t=testdata/demo/temperature.npy
  npy zip demo.npz --append more=testdata/demo/labels.npy
  npy zip seekable.npz --block 64K demo.npz`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return errors.New("zip needs the name of the archive to make, and files to put into it, such as: npy zip out.npz a.npy b.npy")
			}
			return nil
		},
		ValidArgsFunction: npyFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			return zip(cmd.OutOrStdout(), cmd.ErrOrStderr(), cmd.InOrStdin(), args[0], args[1:], o)
		},
	}
	flags := cmd.Flags()
	flags.IntVarP(&o.level, "compress", "c", 0, "compress, from `level` 1 (fast) to 9 (small)")
	flags.Lookup("compress").NoOptDefVal = fmt.Sprint(npz.DefaultLevel)
	flags.VarP(&o.block, "block", "b", "compress in blocks of this many bytes, such as 64K")
	flags.BoolVar(&o.sozip, "sozip", false, "compress, with an index as SOZip has it, for GDAL")
	flags.BoolVarP(&o.add, "append", "a", false, "add to the archive if there is one")
	flags.BoolVar(&o.inPlace, "in-place", false, "append without a copy of the archive")
	flags.BoolVarP(&o.force, "force", "f", false, "replace the archive, or with --append the arrays of the same names")
	return cmd
}

// options are the flags for package npz.
func (o zipOptions) options() ([]npz.Option, error) {
	var list []npz.Option
	if o.level < 0 || o.level > 9 {
		return nil, fmt.Errorf("--compress=%d: the levels are 1 (fast) to 9 (small)", o.level)
	}
	if o.level > 0 || o.block > 0 {
		list = append(list, npz.Compress(o.level))
	}
	if o.block > 0 {
		list = append(list, npz.SeekBlock(int(min(o.block, 1<<30))))
	}
	if o.sozip {
		list = append(list, npz.SOZip())
	}
	if o.inPlace {
		list = append(list, npz.InPlace())
	}
	return list, nil
}

// zip makes the archive out, or adds to it, and tells so on w.
func zip(w, errs io.Writer, stdin io.Reader, out string, args []string, o zipOptions) error {
	o.add = o.add || o.inPlace
	options, err := o.options()
	if err != nil {
		return err
	}
	if err := o.mayWrite(w, out); err != nil {
		return err
	}
	inputs, done, err := packingsOf(args, stdin, func(remark string) { fmt.Fprintln(errs, "npy: "+remark) })
	defer done()
	if err != nil {
		return err
	}
	if err := distinct(inputs, out); err != nil {
		return err
	}
	switch {
	case out == "-":
		return writeArchive(npz.NewWriter(w, options...), inputs)
	case o.add:
		err = o.appendTo(out, inputs, options)
	default:
		var z *npz.Writer
		if z, err = npz.Create(out, options...); err == nil {
			err = writeArchive(z, inputs)
		}
	}
	if err != nil {
		return err
	}
	return tellArchive(w, out, len(inputs), o.add)
}

// mayWrite reports what would be lost.
func (o zipOptions) mayWrite(w io.Writer, out string) error {
	if out == "-" {
		if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			return errors.New("an archive is nothing for a terminal: send it to a file or a program")
		}
		if o.add {
			return errors.New("--append needs the name of an archive, not the standard output")
		}
		return nil
	}
	if isURL(out) {
		return fmt.Errorf("%s is a URL, and archives are written to files: npy zip OUT.npz %[1]s", shown(out))
	}
	if strings.EqualFold(filepath.Ext(out), ".npy") {
		return fmt.Errorf("%s is no name for an archive, which comes first: npy zip OUT.npz %[1]s", out)
	}
	st, err := os.Stat(out)
	if err != nil || o.add || o.force || !st.Mode().IsRegular() { // to a pipe is written, and a directory is told of by the system
		return nil
	}
	return fmt.Errorf("%s exists: --append adds to it, --force replaces it", out)
}

// distinct refuses two arrays of one name, and to replace an array by an archive of it.
func distinct(inputs []*packing, out string) error {
	seen := map[string]*packing{}
	st, _ := os.Stat(out)
	for _, p := range inputs {
		if other := seen[p.key]; other != nil {
			return fmt.Errorf("%s and %s would both be called %s: give one of them another name, as NAME=FILE", other.label, p.label, plainOrQuoted(p.key))
		}
		seen[p.key] = p
		if from, err := os.Stat(p.file); err == nil && st != nil && st.Mode().IsRegular() && os.SameFile(st, from) {
			return fmt.Errorf("%s is the archive itself, and no array: the archive comes first", p.label)
		}
	}
	return nil
}

func writeArchive(z *npz.Writer, inputs []*packing) error {
	defer z.Abort()
	for _, p := range inputs {
		if err := z.WriteAny(p.key, p.any()); err != nil {
			return err
		}
	}
	return z.Close()
}

func (o zipOptions) appendTo(out string, inputs []*packing, options []npz.Option) error {
	arrays := map[string]npy.AnyArray{}
	for _, p := range inputs {
		arrays[p.key] = p.any()
	}
	if !o.force && there(out) {
		r, err := npz.Open(out)
		if err != nil {
			return err
		}
		defer r.Close()
		for _, p := range inputs {
			if r.Has(p.key) {
				return fmt.Errorf("%s has an array %s: --force replaces it", out, plainOrQuoted(p.key))
			}
		}
		r.Close()
	}
	return npz.AppendFile(out, arrays, options...)
}

func tellArchive(w io.Writer, out string, n int, added bool) error {
	st, err := os.Stat(out)
	if err != nil || !st.Mode().IsRegular() {
		return err
	}
	what := plural(int64(n), "array")
	if added {
		what += " added"
	}
	_, err = fmt.Fprintf(w, "%s: %s, %s\n", out, what, sizeText(st.Size()))
	return err
}
