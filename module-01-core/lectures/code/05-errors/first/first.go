// First uploads to three machines at once. It fails: of two broken disks, the
// caller hears of one.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
)

var errDisk = errors.New("disk is broken")

// upload fails on two of three machines. The third is told to stop.
func upload(ctx context.Context, machine string) error {
	if machine == "c" {
		<-ctx.Done()
		return fmt.Errorf("upload to %s: %w", machine, ctx.Err())
	}
	return fmt.Errorf("upload to %s: %w", machine, errDisk)
}

// group keeps the first error, as errgroup.Group does.
type group struct {
	cancel context.CancelCauseFunc
	wg     sync.WaitGroup
	once   sync.Once
	err    error
}

func (g *group) run(f func() error) {
	g.wg.Go(func() {
		if err := f(); err != nil {
			g.once.Do(func() {
				g.err = err
				g.cancel(err)
			})
		}
	})
}

func firstOnly(machines []string) error {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	g := group{cancel: cancel}
	for _, machine := range machines {
		g.run(func() error { return upload(ctx, machine) })
	}
	g.wg.Wait()
	return g.err
}

// all gives each upload a place of its own for its error, and leaves out those
// that were cancelled only because another had failed.
func all(parent context.Context, upload func(context.Context, string) error, machines []string) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	errs := make([]error, len(machines))
	var wg sync.WaitGroup
	for i, machine := range machines {
		wg.Go(func() {
			err := upload(ctx, machine)
			if err == nil {
				return
			}
			ours := ctx.Err() != nil && parent.Err() == nil
			if !ours || !errors.Is(err, context.Canceled) {
				errs[i] = err
			}
			cancel()
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func main() {
	machines := []string{"a", "b", "c"}
	fmt.Printf("all:       %q\n", all(context.Background(), upload, machines))
	err := firstOnly(machines)
	fmt.Printf("firstOnly: %d of 2 broken disks\n", strings.Count(err.Error(), "disk is broken"))
	os.Exit(1)
}
