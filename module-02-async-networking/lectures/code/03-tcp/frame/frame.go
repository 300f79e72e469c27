// Package frame reads messages behind their length, four bytes in network order.
package frame

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ErrTooLarge is returned for a frame that claims more than the limit.
var ErrTooLarge = errors.New("frame too large")

// trusted is how many bytes a claim alone can make Read allocate.
const trusted = 64 << 10

// Read returns the next frame of at most limit bytes. At the end of the input it
// returns io.EOF, and inside a frame io.ErrUnexpectedEOF. Memory is allocated for
// trusted bytes at once, and for more only as bytes arrive.
func Read(r io.Reader, limit uint32) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(head[:])
	if size > limit {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, size, limit)
	}
	var body bytes.Buffer
	body.Grow(int(min(size, trusted)) + bytes.MinRead) // or ReadFrom grows once more
	_, err := io.CopyN(&body, r, int64(size))
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return body.Bytes(), err
}
