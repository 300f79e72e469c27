//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// terminalSignals returns the signals that tell of another size, and of having
// been stopped. The caller must stop them.
func terminalSignals() (signals <-chan os.Signal, stop func()) {
	c := make(chan os.Signal, 4)
	signal.Notify(c, syscall.SIGWINCH, syscall.SIGCONT)
	return c, func() { signal.Stop(c) }
}

// signalled hears a signal; the frame is drawn again after it in any case.
func (s *session) signalled(sig os.Signal) error {
	if sig != syscall.SIGCONT {
		return nil
	}
	return s.live.Resume() // a shell puts its own mode back
}

// stopSelf stops the processes of this job, as Ctrl-Z does, and returns when they
// go on.
func stopSelf(ctx context.Context, signals <-chan os.Signal) error {
	if err := syscall.Kill(0, syscall.SIGTSTP); err != nil {
		return fmt.Errorf("stopping: %w", err)
	}
	// The stop is not at once. Where there is no job control it does not come at
	// all, and so neither does SIGCONT.
	grace := time.NewTimer(300 * time.Millisecond)
	defer grace.Stop()
	for {
		select {
		case sig := <-signals:
			if sig == syscall.SIGCONT {
				return nil
			}
		case <-grace.C:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}
