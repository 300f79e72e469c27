package notify

import (
	"context"
	"errors"
	"net"

	"systems.course/notify/config"
	"systems.course/notify/internal/hub"
	"systems.course/notify/internal/server"
)

// Serve serves the protocol of PROTOCOL.md on l until ctx is done. Then it takes
// no more connections, sends each session what is waiting for it and a close frame
// with the code 1001, cuts what is left after o.Drain, and returns nil. It closes
// l in any case. When it returns, none of its goroutines is left.
//
// It fails if the options are wrong, see [config.Options.Check], or if l can't
// accept connections.
//
//course:stage 1
func Serve(ctx context.Context, l net.Listener, o config.Options) error {
	if err := o.Check(); err != nil {
		return errors.Join(err, l.Close())
	}
	return server.Serve(ctx, l, o, hub.New(o, server.FirstID(o)))
}
