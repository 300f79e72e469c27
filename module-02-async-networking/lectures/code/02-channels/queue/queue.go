// Package queue has four answers to a consumer that is slower than its producer.
package queue

import (
	"context"
	"errors"
)

// ErrFull is returned by Refuse when there is no room.
var ErrFull = errors.New("the queue is full")

// Block waits for room, or for the end of ctx: the producer pays.
func Block[T any](ctx context.Context, c chan<- T, v T) error {
	select {
	case c <- v:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Refuse returns ErrFull when there is no room: the newest pays, and knows it.
func Refuse[T any](c chan<- T, v T) error {
	select {
	case c <- v:
		return nil
	default:
		return ErrFull
	}
}

// DropOldest makes room by taking out the oldest, and returns how many it took:
// whoever has waited longest pays. The capacity must be at least 1.
func DropOldest[T any](c chan T, v T) (dropped int) {
	for {
		select {
		case c <- v:
			return dropped
		default:
		}
		select {
		case <-c:
			dropped++
		default: // a consumer was faster
		}
	}
}
