package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// newRoot makes the command line afresh, so that tests share no flags.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "npy",
		Short: "Look into NumPy's .npy and .npz files",
		Long: `npy looks into NumPy's .npy and .npz files, without Python.

A .npy file holds one array: a header that tells its shape (how long each axis
is) and its dtype (what one element is, such as float64), and then the elements.
A .npz file is a zip archive of .npy files, each of which has a name.

A FILE may also be a URL, http:// or https://, of which no more is fetched than
is needed. An array in an archive is called URL#NAME then. A presigned URL, as S3
and Google Cloud Storage have them, needs quotes, because of the shell. What
stands behind its question mark is a secret, and never shown.`,
		Example: `  npy info testdata/demo/*.npy                   # what is in these files?
  npy cat testdata/demo/temperature.npy          # the values, as NumPy prints them
  npy cat testdata/demo/temperature.npy '0, :5'  # the first five of row 0
  npy ls demo.npz                                # the arrays in an archive
  npy cat demo.npz:temperature                   # the values of one of them
  npy ls https://example.org/demo.npz            # the same from a server`,
		Args:                       cobra.ArbitraryArgs,
		RunE:                       noCommand,
		SilenceUsage:               true,
		SilenceErrors:              true,
		DisableFlagsInUseLine:      true,
		SuggestionsMinimumDistance: 2,
	}
	root.AddCommand(newInfo(), newCat(), newLs(), newZip(), newUnzip(), newVersion())
	return root
}

// noCommand runs where no command was given, or an unknown one.
func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return cmd.Help()
	}
	if _, err := os.Stat(args[0]); err == nil {
		return fmt.Errorf("%s is no command: say npy info %[1]s, or npy cat %[1]s", args[0])
	}
	if isURL(args[0]) {
		return fmt.Errorf("%s is no command: say npy info URL, or npy cat URL", shown(args[0]))
	}
	if like := cmd.SuggestionsFor(args[0]); len(like) > 0 {
		return fmt.Errorf("%s is no command: did you mean %s?", args[0], strings.Join(like, " or "))
	}
	return fmt.Errorf("%s is no command: npy help lists them", args[0])
}

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Tell which version of npy this is",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "npy %s (%s %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

// version is the module's version if it was installed by "go install", and
// "(devel)" or a commit if it was built in a checkout.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// npyFiles completes file names that end in .npy or .npz.
func npyFiles(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return []string{"npy", "npz"}, cobra.ShellCompDirectiveFilterFileExt
}
