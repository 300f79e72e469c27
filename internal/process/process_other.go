//go:build !unix

package process

import (
	"errors"
	"os"
	"os/exec"
)

func group(*exec.Cmd) {}

func killGroup(cmd *exec.Cmd) error {
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}

func quit(*exec.Cmd) bool { return false }

func signal(*os.ProcessState) string { return "" }
