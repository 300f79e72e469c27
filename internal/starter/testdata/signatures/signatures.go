package signatures

import (
	"sync"
	"time"
)

// handle is not exported, but Open returns it.
type handle struct {
	mu   sync.Mutex
	name string
	Mode mode
}

// mode is needed by a field.
type mode uint8

// unrelated goes.
type unrelated struct{ x int }

// settings is needed by Option.
type settings struct {
	timeout time.Duration
}

// Option changes a setting.
type Option func(*settings)

// Open opens.
//
//course:stage 1
func Open(name string, options ...Option) (*handle, error) {
	h := &handle{name: name}
	h.reset()
	return h, nil
}

// Timeout sets how long to wait.
//
//course:stage 2
func Timeout(d time.Duration) Option {
	return func(s *settings) { s.timeout = d }
}

// Name is the handle's name.
//
//course:stage 1
func (h *handle) Name() string { return h.name }

func (h *handle) reset() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Mode = 0
	_ = unrelated{}
}

// helper is kept as a signature.
//
//course:api
//course:stage 2
func helper(u *unrelatedToo) int { return u.x }

type unrelatedToo struct{ x int }

// listed has a stage for the comparison only.
//
//course:stage 2
func listed() int { return helper(nil) }

var _ = listed
