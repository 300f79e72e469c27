// Package reading lets a context end a Read, which by itself knows nothing of it.
package reading

import (
	"context"
	"net"
	"time"
)

// Read reads from the connection until ctx ends, and then returns its cause. No
// goroutine is left, and no other may read or set a read deadline meanwhile. The
// connection has no read deadline afterwards. What came is returned also when
// ctx ended at that moment.
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
	switch {
	case unset != nil:
		return n, unset
	case n > 0:
		return n, nil
	}
	return 0, context.Cause(ctx)
}
