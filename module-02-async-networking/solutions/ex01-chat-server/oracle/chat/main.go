// Command chat runs ngircd under the flags of cmd/chat, so that the checks of
// the exercise can be run against a server that is in use elsewhere:
//
//	go build -o /tmp/oracle/chat ./oracle/chat
//	COURSE_BIN=/tmp/oracle go test -run '^TestName$' .
//
// It writes a configuration for ngircd, starts it on a free loopback port,
// prints "listening on …" when ngircd accepts clients, passes SIGTERM on and
// ends with ngircd. Flags that ngircd has no counterpart for are accepted and do
// nothing: the checks that need them are listed in oracle/exceptions.txt.
//
//course:absent
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "oracle/chat:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	path, err := find()
	if err != nil {
		return err
	}
	if o.version {
		return printVersion(ctx, path)
	}
	return serve(ctx, path, o)
}
