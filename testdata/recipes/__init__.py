"""What the files of testdata hold: one module per kind of file, each a list of Case."""
