package feed

import (
	"context"
	"net"
	"time"
)

// Patience is how long a batch may take to be written.
const Patience = 10 * time.Second

// Follow writes what comes after last, up to so many events a write, until a write
// fails or the context ends, which it looks at between writes. Nobody else may
// write messages to conn.
func Follow(ctx context.Context, conn net.Conn, l *Log, last uint64, atOnce int) error {
	for ctx.Err() == nil {
		b := l.After(last, atOnce)
		last = b.Last
		if frames := b.Frames(); len(frames) > 0 {
			if err := conn.SetWriteDeadline(time.Now().Add(Patience)); err != nil {
				return err
			}
			if _, err := frames.WriteTo(conn); err != nil {
				return err
			}
		}
		if b.More == nil {
			continue
		}
		select {
		case <-b.More:
		case <-ctx.Done():
		}
	}
	return context.Cause(ctx)
}
