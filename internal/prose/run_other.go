//go:build !unix

package prose

import (
	"errors"
	"os"
	"os/exec"
)

// ownGroup does nothing: only the process itself is killed when its context ends.
func ownGroup(*exec.Cmd) {}

// killGroup kills the process. That it has ended already is no error.
func killGroup(cmd *exec.Cmd) error {
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}

// syncDir does nothing: folders cannot be synced.
func syncDir(string) error { return nil }
