// Package body is what the small servers share that are measured.
package body

import (
	"errors"
	"io"
	"net/http"
)

// Queue is how many messages may wait for a client. More than are ever outstanding:
// nobody is too slow.
const Queue = 256

// limit is the size of the largest message.
const limit = 64 << 10

// Read returns what was posted.
func Read(r *http.Request) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err == nil && len(data) > limit {
		err = errors.New("more than 64 KiB")
	}
	return data, err
}
