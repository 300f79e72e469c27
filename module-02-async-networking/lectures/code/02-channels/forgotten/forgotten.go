// Forgotten gives each session a context and doesn't end it. It fails: the memory
// grows, and no goroutine is to be seen.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"systems.course/lecturekit/heap"
)

// A session belongs to one connection.
type session struct {
	ctx    context.Context
	cancel context.CancelFunc
	buffer [1024]byte
}

func open(server context.Context) *session {
	s := new(session)
	s.ctx, s.cancel = context.WithCancel(context.WithValue(server, sessionKey{}, s))
	return s
}

// Close ends the session.
func (s *session) Close() {
	clear(s.buffer[:]) // and s.cancel is nobody's business
}

type sessionKey struct{}

func main() {
	server, stop := context.WithCancel(context.Background())
	defer stop()
	before, goroutines := heap.Live(), runtime.NumGoroutine()
	for range 10_000 {
		open(server).Close()
	}
	grown := heap.Live() - before
	fmt.Println("goroutines more:", runtime.NumGoroutine()-goroutines)
	fmt.Println("each closed session keeps more than a KiB:", grown/10_000 > 1024)
	os.Exit(1)
}
