package main

import "io"

// A window gives the elements of a payload one by one, in any order. It reads
// whole blocks, and keeps those that it read last: a walk against the grain of
// the array then reads a block once for all the rows that it is part of.
type window struct {
	ra       io.ReaderAt
	size     int64 // bytes of the payload
	itemSize int
	limit    int // of blocks
	blocks   map[int64][]byte
	last     int64 // the number of the block in lastData
	lastData []byte
	spare    []byte // for elements that lie across blocks
}

const (
	blockSize = 4096
	maxBlocks = 16384 // 64 MiB, blocks for as many rows
)

func newWindow(ra io.ReaderAt, size int64, itemSize int) *window {
	return &window{ra: ra, size: size, itemSize: itemSize, limit: maxBlocks, blocks: map[int64][]byte{}, last: -1}
}

// element returns the bytes of element i. They are good until the next call.
func (w *window) element(i int) ([]byte, error) {
	if w.itemSize == 0 {
		return nil, nil
	}
	at := int64(i) * int64(w.itemSize)
	n, from := at/blockSize, int(at%blockSize)
	if from+w.itemSize > blockSize {
		if w.spare == nil {
			w.spare = make([]byte, w.itemSize)
		}
		return w.spare, w.read(w.spare, at)
	}
	if n != w.last {
		data, err := w.block(n)
		if err != nil {
			return nil, err
		}
		w.last, w.lastData = n, data
	}
	return w.lastData[from : from+w.itemSize], nil
}

func (w *window) block(n int64) ([]byte, error) {
	if data, ok := w.blocks[n]; ok {
		return data, nil
	}
	var data []byte
	if len(w.blocks) >= w.limit {
		for old := range w.blocks { // any one: a walk in circles would always miss the one used longest ago
			data = w.blocks[old]
			delete(w.blocks, old)
			break
		}
	}
	data = append(data[:0], make([]byte, min(blockSize, w.size-n*blockSize))...)
	if err := w.read(data, n*blockSize); err != nil {
		return nil, err
	}
	w.blocks[n] = data
	return data, nil
}

func (w *window) read(b []byte, at int64) error {
	n, err := w.ra.ReadAt(b, at)
	if n == len(b) {
		return nil
	}
	if err == io.EOF { // the file was whole when it was opened
		err = io.ErrUnexpectedEOF
	}
	return err
}
