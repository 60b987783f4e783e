package load

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/npygo/npygo/npy"
)

// client asks one server over several connections in turn, since each of them is faster or
// slower by itself, with its buffers in the kernel. It allocates nothing: what is measured is the
// server, the loopback, and the copies between them.
type client struct {
	server      *http.Server
	connections []*connection
	next        int
	request     []byte
	answer      []byte // room for it
	want        []byte // the body that must come back
	got         int
}

type connection struct {
	net.Conn
	r *bufio.Reader
}

const connections = 8

func dial(s server) (*client, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	x := &client{server: &http.Server{Handler: s.handler, ReadHeaderTimeout: time.Minute}, want: s.body, answer: make([]byte, 2*len(s.body))}
	go x.server.Serve(listener)
	const head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
	x.request = append(fmt.Appendf(nil, head, s.mediaType, len(s.body)), s.body...)
	for range connections {
		c, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			return nil, errors.Join(err, x.close())
		}
		x.connections = append(x.connections, &connection{c, bufio.NewReaderSize(c, 64<<10)})
	}
	return x, nil
}

func (x *client) close() error {
	for _, c := range x.connections {
		c.Close()
	}
	return x.server.Close()
}

// run has a request before the clock starts: collections in the turns of others may have emptied pools.
func (x *client) run(n int) (time.Duration, error) {
	if err := x.exchange(); err != nil {
		return 0, err
	}
	start := time.Now()
	for range n {
		if err := x.exchange(); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

// check takes another body if the array in it is the same: headers may be padded otherwise.
func (x *client) check() error {
	got := x.answer[:x.got]
	if bytes.Equal(bytes.TrimSpace(got), bytes.TrimSpace(x.want)) {
		return nil
	}
	a, err := npy.Read[float64](bytes.NewReader(got))
	if err != nil {
		return err
	}
	b, err := npy.Read[float64](bytes.NewReader(x.want))
	if err == nil && (!slices.Equal(a.Data, b.Data) || !slices.Equal(a.Shape, b.Shape)) {
		err = fmt.Errorf("another array came back, of shape %v", a.Shape)
	}
	return err
}

// count counts the allocations of the server for a request, net/http's among them.
func (x *client) count() (map[string]float64, error) {
	n, err := allocations(x.exchange)
	return map[string]float64{"allocations": n}, err
}

func (x *client) exchange() error {
	c := x.connections[x.next%len(x.connections)]
	x.next++
	if _, err := c.Write(x.request); err != nil {
		return err
	}
	length := -1
	for first := true; ; first = false {
		line, err := c.r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if first && !bytes.HasPrefix(line, []byte("HTTP/1.1 200")) {
			return fmt.Errorf("answer %q", line)
		}
		if digits, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(digits))); err != nil {
				return err
			}
		}
		if len(line) <= 2 {
			break
		}
	}
	if length < 0 || length > len(x.answer) {
		return fmt.Errorf("an answer of %d bytes for %d", length, len(x.want))
	}
	x.got = length
	_, err := io.ReadFull(c.r, x.answer[:length])
	return err
}
