package main

import (
	"os/exec"
	"strconv"
)

// A guard is a process that kills another one when this program is gone, even by
// SIGKILL: it waits for the end of a pipe that nobody else holds. Linux would send a
// signal to a child whose parent dies (PR_SET_PDEATHSIG), but forgets that when the
// child changes its user, as ngircd does when root has started it.
type guard struct {
	cmd *exec.Cmd
}

func guardProcess(pid int) (*guard, error) {
	cmd := exec.Command("sh", "-c", `cat >/dev/null; kill -KILL "$1"`, "sh", strconv.Itoa(pid))
	if _, err := cmd.StdinPipe(); err != nil { // open as long as this program runs
		return nil, err
	}
	return &guard{cmd}, cmd.Start()
}

// end ends the guard, which must be before its process has been waited for: the
// number could be another's by then.
func (g *guard) end() error {
	err := g.cmd.Process.Kill()
	_ = g.cmd.Wait() // says that it was killed
	return err
}
