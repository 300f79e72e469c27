// Shared puts one lookup in the place of many. It fails: the first caller's
// deadline is everybody's.
package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

var flights singleflight.Group

// resolving is called when a server is asked.
var resolving func()

// resolve asks a slow server.
func resolve(ctx context.Context, host string) (string, error) {
	resolving()
	select {
	case <-time.After(time.Second):
		return "address of " + host, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// lookup shares the answer with whoever asks for the same host meanwhile.
func lookup(ctx context.Context, host string) (string, error) {
	address, err, _ := flights.Do(host, func() (any, error) {
		return resolve(ctx, host)
	})
	if err != nil {
		return "", err
	}
	return address.(string), nil
}

func main() {
	var all sync.WaitGroup
	began := make(chan struct{})
	resolving = func() { close(began) }
	ask := func(patience time.Duration) string {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		_, err := lookup(ctx, "example.org")
		return fmt.Sprintf("%v; own context: %v", err, ctx.Err())
	}
	var hasty, patient string
	all.Go(func() { hasty = ask(time.Second / 2) })
	<-began
	all.Go(func() { patient = ask(time.Minute) })
	all.Wait()
	fmt.Println("half a second:", hasty)
	fmt.Println("a minute:     ", patient)
	os.Exit(1)
}
