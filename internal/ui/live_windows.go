package ui

import (
	"os"

	"golang.org/x/sys/windows"
)

// makeOutputLive makes the console understand escape sequences and returns how to
// undo that.
func makeOutputLive(out *os.File) (undo func() error, err error) {
	console := windows.Handle(out.Fd())
	var mode uint32
	if err := windows.GetConsoleMode(console, &mode); err != nil {
		return nil, err
	}
	if err := windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING); err != nil {
		return nil, err
	}
	return func() error { return windows.SetConsoleMode(console, mode) }, nil
}
