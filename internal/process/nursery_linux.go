package process

import (
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// nursery has the supervisors of this process, and adopts what they lose.
var nursery = &home{supervisors: map[int]bool{}}

type home struct {
	mu          sync.Mutex // held while a supervisor is started, so that a sweep knows it
	subreaper   bool
	supervisors map[int]bool // by process identifier
}

func (h *home) start(cmd *exec.Cmd) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.subreaper {
		if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
			return fmt.Errorf("becoming a subreaper: %w", err)
		}
		h.subreaper = true
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	h.supervisors[cmd.Process.Pid] = true
	return nil
}

func (h *home) remove(cmd *exec.Cmd) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.supervisors, cmd.Process.Pid)
}

// sweep kills and reaps what this process adopted when a supervisor was killed:
// its children in another session that are no supervisors, and their
// descendants. What it starts by other means is in its own session.
func (h *home) sweep() (killed int, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	self, session := os.Getpid(), 0
	if session, err = unix.Getsid(0); err != nil {
		return 0, err
	}
	orphan := func(p proc) bool { return p.parent == self && p.session != session && !h.supervisors[p.pid] }
	k := &killer{root: orphan}
	reap := func() (bool, error) {
		all, err := processes()
		if err != nil {
			return false, err
		}
		none := true
		for _, p := range all {
			if orphan(p) {
				none = false
				if _, err := syscall.Wait4(p.pid, nil, syscall.WNOHANG, nil); err != nil && err != syscall.ECHILD {
					return false, err
				}
			}
		}
		return none, nil
	}
	err = k.killAll(reap)
	return k.killed, err
}
