package lru

import (
	"errors"
	"fmt"
)

// The errors below come wrapped in one that says what was given: compare with
// errors.Is.
var (
	// ErrCapacity is returned by New, NewLocked and Resize for a capacity
	// below 1.
	ErrCapacity = errors.New("lru: capacity must be at least 1")

	// ErrTTL is returned for a negative lifetime.
	ErrTTL = errors.New("lru: lifetime must not be negative")

	// ErrKey is returned by Put, PutTTL and GetOrLoad for a key that does not
	// equal itself, as a floating-point NaN: no map finds it again.
	ErrKey = errors.New("lru: key must equal itself")

	// ErrCost is returned when Options.Cost gives a negative cost.
	ErrCost = errors.New("lru: cost must not be negative")

	// ErrTooCostly is returned by Put and PutTTL for an entry that costs more
	// than the whole capacity.
	ErrTooCostly = errors.New("lru: entry costs more than the capacity")

	// ErrLoader is returned by GetOrLoad for a nil load function.
	ErrLoader = errors.New("lru: loader must not be nil")

	// ErrGoexit is returned by GetOrLoad when the load function ended its
	// goroutine with runtime.Goexit, as a test's FailNow does.
	ErrGoexit = errors.New("lru: loader ended its goroutine")

	// ErrRecursive is returned by GetOrLoad when a load function asks, under
	// the context it was given, for the key it is loading: it would wait for
	// itself.
	ErrRecursive = errors.New("lru: loader asked for the key it is loading")
)

// A PanicError is what GetOrLoad returns when a function of the caller's
// panicked in the goroutine of the load: the load function itself, or Cost, Now
// or OnEvict while its result was stored.
type PanicError struct {
	Value any    // what was given to panic
	Stack []byte // the stack of the goroutine that panicked
}

// Error gives the value of the panic, without the stack.
//
//course:stage 9
func (e *PanicError) Error() string {
	return fmt.Sprintf("lru: panic while loading: %v", e.Value)
}

// Unwrap returns the value of the panic if it is an error, nil otherwise.
//
//course:stage 9
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
