// Command notify-fast is the notification server with the other fan-out, package
// shared. It keeps the same contract and has the same flags.
//
//course:absent
package main

import (
	"context"
	"errors"
	"net"
	"os"

	"systems.course/notify/cli"
	"systems.course/notify/config"
	"systems.course/notify/internal/server"
	"systems.course/notify/internal/shared"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr, serve))
}

func serve(ctx context.Context, l net.Listener, o config.Options) error {
	if err := o.Check(); err != nil {
		return errors.Join(err, l.Close())
	}
	return server.Serve(ctx, l, o, shared.New(o, server.FirstID(o)))
}
