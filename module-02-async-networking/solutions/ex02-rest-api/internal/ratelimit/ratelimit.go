// Package ratelimit is a token bucket for each of many clients: a bucket holds
// burst requests, each request takes one, and rate of them come back a second.
package ratelimit

import (
	"math"
	"sync"
	"time"
)

// maxBuckets bounds the memory: some 100 bytes each. A full bucket says nothing
// and is thrown away; if all were in use, the limiter would forget
// one of them, which gives somebody a fresh burst and takes nothing.
const maxBuckets = 100_000

// maxLook bounds the work to make room for a new bucket.
const maxLook = 16

// A Limiter may be used by many goroutines.
type Limiter struct {
	rate  float64 // requests a second
	burst float64
	now   func() time.Time

	mu      sync.Mutex
	buckets map[string]bucket
}

// A bucket had so many left at that time.
type bucket struct {
	left float64
	at   time.Time
}

// A State is what a client is told.
type State struct {
	Allowed   bool
	Remaining int           // whole requests that are left
	Full      time.Duration // until the bucket is full again
	Retry     time.Duration // until one more is allowed, if this one wasn't
}

// New returns nil for a rate of 0: there is no limit, and nothing to ask.
func New(rate float64, burst int, now func() time.Time) *Limiter {
	if rate <= 0 {
		return nil
	}
	return &Limiter{rate: rate, burst: float64(max(1, burst)), now: now, buckets: map[string]bucket{}}
}

// Policy returns the quota in requests, and the seconds in which it fills.
func (l *Limiter) Policy() (quota, window int) {
	return int(l.burst), int(math.Ceil(l.burst / l.rate))
}

// Take takes one request from the client's bucket, if there is one.
func (l *Limiter) Take(client string) State {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	left := l.burst
	if b, ok := l.buckets[client]; ok {
		// Time may stand still, but a bucket never loses by it.
		left = min(l.burst, b.left+max(0, now.Sub(b.at).Seconds())*l.rate)
	} else {
		l.makeRoom(now)
	}
	s := State{Allowed: left >= 1}
	if s.Allowed {
		left--
	} else {
		s.Retry = l.seconds(1 - left)
	}
	l.buckets[client] = bucket{left, now}
	s.Remaining = int(left)
	s.Full = l.seconds(l.burst - left)
	return s
}

func (l *Limiter) seconds(requests float64) time.Duration {
	return time.Duration(requests / l.rate * float64(time.Second))
}

// makeRoom looks at a few buckets, in no order, and throws away those that are
// full, or else the last of them. It doesn't look at the whole table: a flood of
// new clients would make each request as dear as that.
func (l *Limiter) makeRoom(now time.Time) {
	if len(l.buckets) < maxBuckets {
		return
	}
	looked := 0
	for client, b := range l.buckets {
		looked++
		full := b.left+now.Sub(b.at).Seconds()*l.rate >= l.burst
		if full || looked == maxLook && len(l.buckets) >= maxBuckets {
			delete(l.buckets, client)
		}
		if looked == maxLook {
			return
		}
	}
}
