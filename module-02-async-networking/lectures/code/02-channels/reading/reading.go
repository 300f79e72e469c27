// Package reading lets a context end a Read, which by itself knows nothing of it.
package reading

import (
	"context"
	"errors"
	"net"
	"os"
	"time"
)

// Read is conn.Read, except that it also ends when ctx does, with its cause. What
// came is returned even if ctx ended at that moment. No goroutine is left, and no
// other may read or set a read deadline meanwhile. A read deadline that was set
// before is gone if ctx ended.
func Read(ctx context.Context, conn net.Conn, p []byte) (int, error) {
	ended := make(chan struct{})
	var unset error
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		unset = conn.SetReadDeadline(time.Unix(1, 0)) // long ago
	})
	n, err := conn.Read(p)
	if stop() {
		return n, err
	}
	<-ended // or it would set the deadline after we have cleared it
	if unset == nil {
		unset = conn.SetReadDeadline(time.Time{})
	}
	if unset != nil {
		return n, unset
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = context.Cause(ctx)
	}
	return n, err
}
