package main

import (
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// A forgetful knows who waits, or that nobody does.
type forgetful struct {
	waiting atomic.Pointer[chan struct{}]
}

// wait parks the goroutine until the next notification.
func (d *forgetful) wait() error {
	wake := make(chan struct{})
	d.waiting.Store(&wake)
	<-wake
	return nil
}

func (d *forgetful) notify() {
	if wake := d.waiting.Swap(nil); wake != nil {
		close(*wake)
	}
}

// ready is a desc's state when a notification has come that nobody has used.
var ready = new(chan struct{})

// A desc has one of three states: nil, ready, or a channel on which a goroutine
// waits. At most one goroutine may wait.
type desc struct {
	state atomic.Pointer[chan struct{}]
}

// wait returns at once if a notification has come since the last wait, or parks
// the goroutine until one comes. Either way it uses the notification up.
func (d *desc) wait() error {
	wake := make(chan struct{})
	if d.state.CompareAndSwap(nil, &wake) {
		<-wake
	}
	d.state.Store(nil)
	return nil
}

// notify wakes whoever waits, or leaves a notification for the next to come.
func (d *desc) notify() {
	if old := d.state.Swap(ready); old != nil && old != ready {
		close(*old)
	}
}

// A timed is a desc whose waits have a deadline.
type timed struct {
	desc

	mu      sync.Mutex
	seq     int // of the deadline; a timer that knows another is stale
	timer   *time.Timer
	expired atomic.Bool
}

// setDeadline makes this wait, and every later one, end at a moment. The zero
// time means never.
func (d *timed) setDeadline(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seq++
	d.expired.Store(false)
	if d.timer != nil {
		d.timer.Stop() // it may be running already
	}
	if t.IsZero() {
		return
	}
	seq := d.seq
	d.timer = time.AfterFunc(time.Until(t), func() { d.expire(seq) })
}

func (d *timed) expire(seq int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if seq == d.seq {
		d.expired.Store(true)
		d.notify()
	}
}

// wait is desc's, and fails if the deadline has passed.
func (d *timed) wait() error {
	if d.expired.Load() {
		return os.ErrDeadlineExceeded
	}
	if err := d.desc.wait(); err != nil {
		return err
	}
	if d.expired.Load() {
		return os.ErrDeadlineExceeded
	}
	return nil
}
