package peers

import (
	"io"

	lib "github.com/kshedden/gonpy"
)

func gonpy() Peer {
	return Peer{
		Name:    "gonpy",
		HowRead: "gonpy.NewReader(file), GetFloat64",
		Read: func(r io.Reader) ([]float64, []int, error) {
			reader, err := lib.NewReader(r)
			if err != nil {
				return nil, nil, err
			}
			data, err := reader.GetFloat64()
			return data, reader.Shape, err
		},

		HowWrite: "gonpy.NewWriter(file), Shape, WriteFloat64",
		Write:    writeGonpy,

		HowReadHeader: "gonpy.NewReader",
		ReadHeader: func(r io.Reader) (string, []int, error) {
			reader, err := lib.NewReader(r)
			if err != nil {
				return "", nil, err
			}
			return reader.Dtype, reader.Shape, nil
		},

		HowWriteHeader: "WriteFloat64 of an empty slice, with a Shape",
		WriteHeader: func(w io.Writer, shape []int) error {
			return writeGonpy(w, nil, shape)
		},
	}
}

func writeGonpy(w io.Writer, data []float64, shape []int) error {
	writer, err := lib.NewWriter(open{w})
	if err != nil {
		return err
	}
	writer.Shape = shape
	return writer.WriteFloat64(data)
}

// open is a writer that does not let itself be closed: gonpy closes what it was lent, and
// who opened the file closes it here.
type open struct{ io.Writer }

func (open) Close() error { return nil }
