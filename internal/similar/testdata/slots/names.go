package lru

import (
	"fmt"
)

type Reason int

const (
	Evicted Reason = iota + 1
	Expired
	Removed
	Replaced
	Purged
)

func (r Reason) String() string {
	name, ok := map[Reason]string{
		Evicted:  "evicted",
		Expired:  "expired",
		Removed:  "removed",
		Replaced: "replaced",
		Purged:   "purged",
	}[r]
	if !ok {
		name = fmt.Sprintf("Reason(%d)", int(r))
	}
	return name
}

type Stats struct {
	Hits         uint64
	Misses       uint64
	Puts         uint64
	Evictions    uint64
	Expirations  uint64
	Removals     uint64
	Replacements uint64
	Loads        uint64
}

type failure string

func (f failure) Error() string { return "lru: " + string(f) }

var (
	ErrCapacity  error = failure("capacity below 1")
	ErrTTL       error = failure("lifetime below 0")
	ErrKey       error = failure("key is not equal to itself")
	ErrCost      error = failure("cost below 0")
	ErrTooCostly error = failure("more costly than the cache is large")
	ErrLoader    error = failure("load function is nil")
	ErrGoexit    error = failure("load function has left its goroutine")
	ErrRecursive error = failure("load function waits for itself")
)

type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("lru: load function panicked with %v", e.Value)
}

func (e *PanicError) Unwrap() (err error) {
	switch v := e.Value.(type) {
	case error:
		err = v
	}
	return
}
