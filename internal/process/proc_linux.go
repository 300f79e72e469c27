package process

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"
)

// killLimit bounds killAll. It is longer than even a fork bomb of thousands
// takes; what is still there then hangs in the kernel.
const killLimit = 10 * time.Second

// A proc is what the kernel tells of a process.
type proc struct {
	pid, parent, session int
	dead                 bool // it waits for its parent to notice
	resident             int64
}

// processes returns all processes that can be seen. In /proc's order, which is
// that of their identifiers, one that is started meanwhile is mostly seen too.
func processes() ([]proc, error) {
	pids, err := identifiers()
	if err != nil {
		return nil, err
	}
	all := make([]proc, 0, len(pids))
	for _, pid := range pids {
		if p, ok := look(pid); ok {
			all = append(all, p)
		}
	}
	return all, nil
}

func identifiers() (pids []int, err error) {
	dir, err := os.Open("/proc")
	if err != nil {
		return nil, err
	}
	names, err := dir.Readdirnames(-1)
	if err = errors.Join(err, dir.Close()); err != nil {
		return nil, err
	}
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

// look reads one process's line; see proc_pid_stat(5). It is false for a process
// that has vanished.
func look(pid int) (proc, bool) {
	// By system calls, since a fork bomb is a race.
	fd, err := syscall.Open("/proc/"+strconv.Itoa(pid)+"/stat", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return proc{}, false
	}
	var line [1 << 10]byte
	n, readErr := syscall.Read(fd, line[:])
	if closeErr := syscall.Close(fd); readErr != nil || closeErr != nil {
		return proc{}, false
	}
	return parseStat(pid, line[:n])
}

// parseStat parses what follows the name, which may contain anything.
func parseStat(pid int, line []byte) (proc, bool) {
	_, rest, ok := cutLast(line, ')')
	fields := bytes.Fields(rest)
	if !ok || len(fields) < 22 {
		return proc{}, false
	}
	p := proc{pid: pid, dead: fields[0][0] == 'Z' || fields[0][0] == 'X'}
	pages := 0
	for _, f := range []struct {
		to    *int
		index int
	}{{&p.parent, 1}, {&p.session, 3}, {&pages, 21}} {
		number, err := strconv.Atoi(string(fields[f.index]))
		if err != nil {
			return proc{}, false
		}
		*f.to = number
	}
	p.resident = int64(pages) * int64(os.Getpagesize())
	return p, true
}

func cutLast(line []byte, sep byte) (before, after []byte, found bool) {
	i := bytes.LastIndexByte(line, sep)
	if i < 0 {
		return line, nil, false
	}
	return line[:i], line[i+1:], true
}

// descendants returns those that have a root among themselves and their
// ancestors.
func descendants(all []proc, root func(proc) bool) []proc {
	byPid := make(map[int]proc, len(all))
	for _, p := range all {
		byPid[p.pid] = p
	}
	known := make(map[int]bool, len(all))
	var below func(p proc) bool
	below = func(p proc) bool {
		if is, ok := known[p.pid]; ok {
			return is
		}
		known[p.pid] = false // against a circle, which reused identifiers could show
		parent, ok := byPid[p.parent]
		is := root(p) || ok && below(parent)
		known[p.pid] = is
		return is
	}
	var found []proc
	for _, p := range all {
		if below(p) {
			found = append(found, p)
		}
	}
	return found
}

// A killer kills processes that may be multiplying.
type killer struct {
	root  func(proc) bool // who is to be killed, with all descendants
	found func(proc)      // told of each one once; may be nil
	group int             // a process group, of which no member can escape while it is stopped; 0: none

	seen   map[int]bool
	killed int
}

// killAll stops all before it kills the first, so that none can use the room
// that another leaves. It goes on until done returns true.
func (k *killer) killAll(done func() (bool, error)) error {
	k.seen = map[int]bool{}
	if k.group != 0 {
		_ = syscall.Kill(-k.group, syscall.SIGSTOP) // in one step; it may be gone
	}
	for deadline := time.Now().Add(killLimit / 4); time.Now().Before(deadline); {
		fresh, _, err := k.strike(syscall.SIGSTOP)
		if err != nil {
			return err
		}
		if fresh == 0 {
			break
		}
	}
	alive := 0
	for deadline := time.Now().Add(killLimit); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		var err error
		if _, alive, err = k.strike(syscall.SIGKILL); err != nil {
			return err
		}
		if ok, err := done(); ok || err != nil {
			return err
		}
	}
	return fmt.Errorf("%d processes are still there, %v after they were killed", alive, killLimit)
}

// strike sends a signal to everyone, and returns how many there are, and how
// many of them were not known. A process that ends between the look and the
// signal leaves its identifier free, but identifiers are given out in a circle:
// that a stranger has it already is no more than thinkable.
func (k *killer) strike(signal syscall.Signal) (fresh, alive int, err error) {
	all, err := processes()
	if err != nil {
		return 0, 0, err
	}
	for _, p := range descendants(all, k.root) {
		if p.dead {
			continue
		}
		alive++
		if !k.seen[p.pid] {
			k.seen[p.pid] = true
			fresh++
			k.killed++
			if k.found != nil {
				k.found(p)
			}
		}
		if err := syscall.Kill(p.pid, signal); err != nil && err != syscall.ESRCH && err != syscall.EPERM {
			return fresh, alive, err
		}
	}
	return fresh, alive, nil
}
