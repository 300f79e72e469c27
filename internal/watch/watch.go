package watch

import (
	"context"
	"crypto/sha256"
	"time"
)

// Times of the watching.
const (
	Interval = 200 * time.Millisecond // from one look to the next
	settling = 100 * time.Millisecond // a folder that stays the same for so long has settled
	patience = 2 * time.Second        // after so long a folder that never settles is reported as it is
	share    = 20                     // a pause is at least so many times as long as the look before it
)

// A Sum stands for the names and the content of all files.
type Sum [sha256.Size]byte

// A State is what a look at a folder has shown.
type State struct {
	Sum Sum
	Err error // why the folder cannot be read, if it cannot; Sum is zero then
}

// Is reports whether two states are the same.
func (s State) Is(t State) bool {
	if s.Err == nil || t.Err == nil {
		return s.Err == t.Err && s.Sum == t.Sum
	}
	return s.Err.Error() == t.Err.Error()
}

// Folder watches dir until ctx ends. It calls report with the state that it finds
// first, at once, and then with each state that differs from the one reported
// before, once it has settled. It runs in the caller's goroutine, and doesn't look
// while report runs.
func Folder(ctx context.Context, dir string, report func(State)) {
	f := newFolder(dir)
	last := f.look()
	report(last)
	for f.pause(ctx, Interval) {
		now := f.look()
		if now.Is(last) {
			continue
		}
		if now = f.settled(ctx, now); ctx.Err() == nil && !now.Is(last) {
			last = now
			report(last)
		}
	}
}

// settled looks until two looks in a row have shown the same.
func (f *folder) settled(ctx context.Context, now State) State {
	for end := time.Now().Add(patience); time.Now().Before(end) && f.pause(ctx, settling); {
		next := f.look()
		if next.Is(now) {
			break
		}
		now = next
	}
	return now
}

// pause waits, longer if the last look was slow. It reports whether ctx goes on.
func (f *folder) pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(max(d, share*f.took))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
