package oracle

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// pipe carries frames: a length and so many bytes, which are a list of parts, each a length and so many bytes. Lengths are four bytes,
// little-endian.
type pipe struct {
	to     *bufio.Writer
	from   *bufio.Reader
	closer io.Closer
}

func newPipe(to io.WriteCloser, from io.Reader) pipe {
	return pipe{to: bufio.NewWriterSize(to, 1<<16), from: bufio.NewReaderSize(from, 1<<16), closer: to}
}

func (p *pipe) ask(parts [][]byte) ([][]byte, error) {
	if err := p.write(parts); err != nil {
		return nil, err
	}
	return p.read()
}

func (p *pipe) write(parts [][]byte) error {
	size := 0
	for _, part := range parts {
		size += 4 + len(part)
	}
	if size > math.MaxInt32 {
		return fmt.Errorf("%d bytes are too many for one frame", size)
	}
	var length [4]byte
	for i := -1; i < len(parts); i++ {
		n, part := size, []byte(nil)
		if i >= 0 {
			n, part = len(parts[i]), parts[i]
		}
		binary.LittleEndian.PutUint32(length[:], uint32(n))
		p.to.Write(length[:]) // the error stays until Flush
		p.to.Write(part)
	}
	return p.to.Flush()
}

func (p *pipe) read() ([][]byte, error) {
	var length [4]byte
	if _, err := io.ReadFull(p.from, length[:]); err != nil {
		return nil, err
	}
	b := make([]byte, binary.LittleEndian.Uint32(length[:]))
	if _, err := io.ReadFull(p.from, b); err != nil {
		return nil, err
	}
	var parts [][]byte
	for len(b) > 0 {
		if len(b) < 4 || uint64(len(b)-4) < uint64(binary.LittleEndian.Uint32(b)) {
			return nil, fmt.Errorf("a part of the answer is longer than the answer")
		}
		end := 4 + int(binary.LittleEndian.Uint32(b))
		parts = append(parts, b[4:end:end])
		b = b[end:]
	}
	return parts, nil
}

func (p *pipe) close() { p.closer.Close() }
