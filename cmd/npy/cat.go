package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npz"
)

// catOptions are the flags of npy cat.
type catOptions struct {
	format    string
	full      bool
	precision int
	width     int // 0: that of the terminal
	as        string
}

func newCat() *cobra.Command {
	var o catOptions
	cmd := &cobra.Command{
		Use:   "cat FILE[:NAME] [SLICE]",
		Short: "Print the values of an array",
		Long: `Cat prints the values of an array as NumPy's print does: of one with more than
1000 elements only the edges, unless --full is given; floating-point numbers
with at most 8 digits behind the point, unless --precision says otherwise.

A SLICE says which part of the array to print. It is written as in NumPy, with
or without the brackets, and in quotes, because of the shell: one part for each
axis, with commas between them.

  3          the element 3 of this axis; they are counted from 0
  -1         the last one
  1:5        from 1 up to, but not including, 5
  ::2        every second one; ::-1 is all of them, backwards
  :          the whole axis; so are axes at the end that are not mentioned
  ...        as many whole axes as are missing

A SLICE that starts with a minus needs the brackets.

The other formats are exact and always complete. json has lists in lists. csv
and tsv have one line for each index of the first axis; that of more than two
axes needs a SLICE. Records become the columns of csv and tsv, with a line of
names on top. NaN and the infinities are the strings "NaN", "Infinity" and
"-Infinity" in json, and nan, inf and -inf in csv and tsv. A complex number is
[real, imaginary] in json. Times are the counts that stand in the file; their
unit is told on standard error.

FILE is a file's name, or - for the standard input; FILE.npz:NAME is an array in
an archive, and FILE[1] the second array in a file that holds several. A URL
(http:// or https://) is as good as a file, URL#NAME an array in an archive there,
URL#[1] the second array in a file that holds several, and only the part that the
SLICE needs is fetched, mostly with 2 requests. Of an archive no more is inflated
than the SLICE needs, if it is one whose members are compressed in blocks, and
checked block by block; npy info checks whole members.`,
		Example: `  npy cat testdata/demo/temperature.npy
  npy cat testdata/demo/temperature.npy '0, :5'
  npy cat testdata/demo/temperature.npy '[-1, ::6]' --precision 3
  npy cat testdata/demo/temperature.npy --format csv > temperature.csv
  npy cat demo.npz:temperature '0, :5'
  npy cat https://example.org/testdata/demo/temperature.npy '[0:3]'
  npy cat 'https://example.org/demo.npz?X-Amz-Signature=5e1f#temperature' '0, :5'`,
		Args:              fileAndSlice,
		ValidArgsFunction: catArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			slice := ""
			if len(args) > 1 {
				slice = args[1]
			}
			if o.width == 0 {
				o.width = widthOf(cmd.OutOrStdout())
			}
			return cat(cmd.OutOrStdout(), cmd.ErrOrStderr(), cmd.InOrStdin(), args[0], slice, o)
		},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return fmt.Errorf("%w (a SLICE that starts with a minus needs brackets, such as '[-1]')", err)
	})
	flags := cmd.Flags()
	flags.StringVarP(&o.format, "format", "f", "text", "text, json, csv or tsv")
	flags.BoolVar(&o.full, "full", false, "print all elements, however many there are")
	flags.IntVarP(&o.precision, "precision", "p", defaultPrecision, "digits behind the point, at most, in text")
	flags.IntVarP(&o.width, "width", "w", 0, "characters per line of text (default: the terminal's, or 75)")
	flags.StringVar(&o.as, "as", "", "take the elements for this `dtype` of the same size, such as bfloat16")
	return cmd
}

func fileAndSlice(_ *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return errors.New("cat needs the name of a file, or - for the standard input")
	case len(args) > 2:
		return fmt.Errorf("cat takes one FILE and one SLICE, not %d arguments: a SLICE with blanks in it needs quotes, such as '0, :5'", len(args))
	}
	return nil
}

func catArguments(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return npyFiles(cmd, args, word)
}

// widthOf is how many characters a line on w has.
func widthOf(w io.Writer) int {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			return width
		}
	}
	return defaultWidth
}

// cat writes to w the part of an array that slice says.
func cat(w, errs io.Writer, stdin io.Reader, arg, slice string, o catOptions) error {
	if o.precision < 0 {
		return fmt.Errorf("--precision %d: it counts digits, and starts at 0", o.precision)
	}
	items, err := parseSlice(slice)
	if err != nil {
		return err
	}
	write, err := o.writer()
	if err != nil {
		return err
	}
	s, zip, err := openArgument(arg, stdin)
	if zip != nil {
		defer zip.Close()
		var m npz.Member
		if m, err = zip.single(); err == nil {
			s, err = zip.sourceFor(m, slice != "" || !o.complete())
		}
	}
	if err != nil {
		return err
	}
	defer s.Close()
	a, err := s.find(max(s.pick, 0))
	if err != nil {
		return err
	}
	if err := catArray(w, errs, a, items, o, write); err != nil {
		var e *header.Error
		if errors.As(err, &e) { // which has the name
			return err
		}
		return fmt.Errorf("%s: %w", s.label(a.index), err)
	}
	return nil
}

// writeFunc writes the elements of a view in one of the formats.
type writeFunc func(w *bufio.Writer, d dtype, v view, elems *window) error

// writer finds the one for --format.
func (o catOptions) writer() (writeFunc, error) {
	s := style{precision: o.precision, edge: summaryEdge}
	if o.full {
		s.edge = 0
	}
	switch o.format {
	case "text":
		return func(w *bufio.Writer, d dtype, v view, elems *window) error {
			return printText(w, d, v, elems, s, o.width)
		}, nil
	case "json":
		return printJSON, nil
	case "csv":
		return tablePrinter(','), nil
	case "tsv":
		return tablePrinter('\t'), nil
	}
	return nil, fmt.Errorf("--format %s: there are text, json, csv and tsv", o.format)
}

// complete reports whether all elements are written, however many there are.
func (o catOptions) complete() bool { return o.format != "text" || o.full }

func catArray(w, errs io.Writer, a *array, items []item, o catOptions, write writeFunc) error {
	d, err := dtypeOf(a.header.DType, o.as)
	if err != nil {
		return err
	}
	if why := unprintable(d); why != "" {
		return errors.New(why)
	}
	v, err := wholeView(a.header.Shape, a.header.FortranOrder).slice(items)
	if err != nil {
		return err
	}
	if err := worthPrinting(d, v, o); err != nil {
		return err
	}
	payload, err := a.part(v, d.ItemSize(), o.complete())
	if err != nil {
		return err
	}
	for _, unit := range units(d) {
		fmt.Fprintf(errs, "npy: %s: %s\n", a.source.label(a.index), unit)
	}
	out := bufio.NewWriterSize(w, 64<<10)
	if err := write(out, d, v, newWindow(payload, a.size, d.ItemSize())); err != nil {
		out.Flush()
		return err
	}
	return out.Flush()
}

// maxWeightless is how many elements without bytes, or lists without elements,
// are written. A small file can promise 2**60 of them.
const maxWeightless = 1 << 20

// worthPrinting refuses to print for days what takes no room in the file.
func worthPrinting(d dtype, v view, o catOptions) error {
	if v.size() > 0 && d.ItemSize() > 0 || !o.complete() {
		return nil
	}
	total := 1
	for _, n := range v.shape {
		if n > maxWeightless/total {
			return fmt.Errorf("an array of shape %s of '%s' has no bytes, but very many parts: take some of them with a SLICE", shapeText(v.shape), clip(d.String()))
		}
		if total *= n; n == 0 {
			break
		}
	}
	return nil
}

// unprintable says why the elements cannot be printed, or "". It looks into
// records and subarrays.
func unprintable(d dtype) string {
	if why := d.opaque(); why != "" {
		return why
	}
	if base, shape, ok := d.Subarray(); ok {
		if base.ItemSize() == 0 && wholeView(shape, false).size() > maxWeightless {
			return "the elements are lists of very many parts without any bytes"
		}
		return unprintable(dtype{DType: base})
	}
	for _, f := range d.Fields() {
		if why := unprintable(dtype{DType: f.DType}); why != "" {
			return fmt.Sprintf("field %s: %s", pythonString(f.Name), why)
		}
	}
	return ""
}
