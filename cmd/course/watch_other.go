//go:build !unix

package main

import (
	"context"
	"errors"
	"os"
)

// terminalSignals returns none: a resized console is drawn right at the next draw.
func terminalSignals() (signals <-chan os.Signal, stop func()) { return nil, func() {} }

func (s *session) signalled(os.Signal) error { return nil }

func stopSelf(context.Context, <-chan os.Signal) error {
	return errors.New("this system has no job control")
}
