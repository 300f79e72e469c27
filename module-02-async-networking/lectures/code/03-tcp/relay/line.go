// Package relay is a server that sends each line that it gets to all who are
// connected.
package relay

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// ErrTooLong is returned for a line that doesn't fit into the reader's buffer.
var ErrTooLong = errors.New("line too long")

// readLine returns the next line without its end, "\n" or "\r\n". It is valid
// until the next call. A line with its end may be as long as r's buffer. What
// comes without an end before the input's is io.ErrUnexpectedEOF, and no line.
func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, ErrTooLong
	case errors.Is(err, io.EOF) && len(line) > 0:
		return nil, io.ErrUnexpectedEOF
	case err != nil:
		return nil, err
	}
	return bytes.TrimSuffix(line[:len(line)-1], []byte("\r")), nil
}
