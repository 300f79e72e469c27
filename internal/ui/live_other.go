//go:build !windows

package ui

import "os"

// makeOutputLive has nothing to do: terminals understand escape sequences.
func makeOutputLive(*os.File) (undo func() error, err error) {
	return func() error { return nil }, nil
}
