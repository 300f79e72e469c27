// Package rate limits how often something may be done, with one number for each
// who does it.
package rate

import (
	"sync"
	"time"
)

// A Limiter allows one request every Every, and Burst at once after a pause. Both
// must be positive. Its methods may be called concurrently.
type Limiter struct {
	Every time.Duration
	Burst int

	mu   sync.Mutex
	free map[string]time.Time // when all that was allowed will be paid for
}

// Allow takes one for who, or returns how long to wait for it.
func (l *Limiter) Allow(who string, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	free := l.free[who]
	if free.Before(now) {
		free = now
	}
	if wait := free.Sub(now) - time.Duration(l.Burst-1)*l.Every; wait > 0 {
		return wait
	}
	if l.free == nil {
		l.free = map[string]time.Time{}
	}
	l.free[who] = free.Add(l.Every)
	return 0
}

// Forget drops those who are as if they had never come. Call it now and then: the
// map would else grow with all that ever did.
func (l *Limiter) Forget(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for who, free := range l.free {
		if !free.After(now) {
			delete(l.free, who)
		}
	}
}
