// Stopped asks a context why it was cancelled, in five ways of being cancelled.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

var (
	errShutdown = errors.New("the server is shutting down")
	errTooSlow  = errors.New("the query took too long")
)

func row(name string, ctx context.Context) {
	<-ctx.Done()
	fmt.Printf("%-18s %-26v %v\n", name, ctx.Err(), context.Cause(ctx))
}

func main() {
	fmt.Printf("%-18s %-26s %s\n", "", "Err", "Cause")

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	row("cancel()", ctx)

	ctx, because := context.WithCancelCause(context.Background())
	because(errShutdown)
	because(errTooSlow)
	row("because(shutdown)", ctx)

	child, cancel := context.WithTimeoutCause(ctx, time.Hour, errTooSlow)
	row("its child", child)
	cancel()

	ctx, cancel = context.WithTimeoutCause(context.Background(), time.Millisecond, errTooSlow)
	row("too slow", ctx)
	cancel()

	ctx, cancel = context.WithTimeoutCause(context.Background(), time.Hour, errTooSlow)
	cancel()
	row("done in time", ctx)
}
