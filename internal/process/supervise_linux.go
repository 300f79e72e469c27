package process

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"
)

// The supervisor is this very program, started again. It leaves before main, and
// before the packages that import this one are initialised.
func init() {
	if len(os.Args) == 2 && os.Args[1] == superviseArg {
		// Not os.Exit, which waits for a second under the race detector.
		syscall.Exit(superviseOne())
	}
}

// A supervisor is the parent of one command, and the nearest one that adopts
// orphans among its descendants.
type supervisor struct {
	pid   int // of the command
	ended atomic.Bool
	left  atomic.Int64
}

// superviseOne runs one command and returns when nothing is left of it.
func superviseOne() int {
	runtime.LockOSThread() // the command dies with the thread that started it
	// Caught, not ignored: what is ignored would be ignored by the command too.
	signal.Notify(make(chan os.Signal, 1))
	in := bufio.NewReader(os.Stdin)
	line, err := in.ReadBytes('\n')
	if err != nil {
		return 1 // whoever wanted something is gone
	}
	var what order
	if err := json.Unmarshal(line, &what); err != nil {
		return complain("reading the order", err)
	}
	if err := confine(what); err != nil {
		return complain("setting limits", err)
	}
	tell(eventStarting, 0)
	s := &supervisor{}
	if s.pid, err = run(what); err != nil {
		errno, ok := err.(syscall.Errno)
		if !ok {
			return complain("starting the command", err)
		}
		tell(eventFailed, int(errno))
		tell(eventClean, 0)
		return 0
	}
	go s.obey(in)
	return s.reap()
}

// complain tells of an error. Nobody may be left to read it.
func complain(doing string, err error) int {
	_, _ = fmt.Fprintf(os.Stderr, "%s: %v\n", doing, err)
	return 1
}

// tell writes a report. When nobody reads it, the orders have ended too, and
// obey acts on that.
func tell(event string, value int) {
	line, err := json.Marshal(report{Event: event, Value: value})
	if err == nil {
		_, _ = os.Stdout.Write(append(line, '\n'))
	}
}

// confine sets what the command inherits, and guards the supervisor itself.
func confine(what order) error {
	for _, r := range []struct {
		resource int
		most     uint64
		set      bool
	}{{unix.RLIMIT_CORE, 0, true}, {unix.RLIMIT_FSIZE, what.FileSize, what.FileSize > 0}} {
		if r.set {
			if err := lower(r.resource, r.most); err != nil {
				return err
			}
		}
	}
	if what.OOM {
		// Only a backstop, which some containers do not allow.
		_ = os.WriteFile("/proc/self/oom_score_adj", []byte("1000"), 0)
	}
	// Without privileges to gain, no descendant can become another user's, whom
	// we could not kill.
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return err
	}
	// Unless it is root, the command cannot trace us, nor open our files in /proc.
	return unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}

// lower sets a limit, if it is not lower already.
func lower(resource int, most uint64) error {
	var now unix.Rlimit
	if err := unix.Getrlimit(resource, &now); err != nil {
		return err
	}
	return unix.Setrlimit(resource, &unix.Rlimit{Cur: min(now.Cur, most), Max: min(now.Max, most)})
}

// run starts the command in a session of its own, with the files 3, 4 and 5 as
// its streams and no other. Each file here is closed, or closes at execve(2).
func run(what order) (pid int, err error) {
	if err := closeOnExec(); err != nil {
		return 0, err
	}
	pid, err = syscall.ForkExec(string(what.Path), texts(what.Args), &syscall.ProcAttr{
		Dir: string(what.Dir), Env: texts(what.Env), Files: []uintptr{3, 4, 5},
		Sys: &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL},
	})
	for _, fd := range []int{3, 4, 5} {
		if closeErr := syscall.Close(fd); err == nil && closeErr != nil {
			return pid, fmt.Errorf("closing the command's files: %w", closeErr)
		}
	}
	return pid, err
}

// closeOnExec marks all files but the standard ones, since some may have come
// down from whoever started the course.
func closeOnExec() error {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return err
	}
	for _, e := range entries {
		fd, err := strconv.Atoi(e.Name())
		if err != nil {
			return err
		}
		if fd > 2 {
			syscall.CloseOnExec(fd)
		}
	}
	return nil
}

func texts(all [][]byte) []string {
	list := make([]string, len(all))
	for i, b := range all {
		list[i] = string(b)
	}
	return list
}

// obey follows the orders until they end, because Run wants it so or because
// its process has died; then it kills whatever is left.
func (s *supervisor) obey(in *bufio.Reader) {
	for {
		order, err := in.ReadByte()
		if err != nil {
			break
		}
		if order == orderQuit && !s.ended.Load() {
			_ = syscall.Kill(s.pid, syscall.SIGQUIT) // it may have ended meanwhile
		}
	}
	self := os.Getpid()
	k := &killer{
		root: func(p proc) bool { return p.parent == self },
		found: func(p proc) {
			if p.pid != s.pid {
				s.left.Add(1)
			}
		},
	}
	if !s.ended.Load() {
		k.group = s.pid
	}
	// There is no end but reap's: it alone knows that no child is left.
	if err := k.killAll(func() (bool, error) { return false, nil }); err != nil {
		syscall.Exit(complain("killing what is left", err))
	}
}

// reap waits for every descendant. That no child is left means that none of
// them is: each would have a chain of living parents up to us.
func (s *supervisor) reap() int {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case err == syscall.EINTR:
		case err == syscall.ECHILD:
			tell(eventClean, int(s.left.Load()))
			return 0
		case err != nil:
			return complain("waiting", err)
		case pid == s.pid:
			s.ended.Store(true)
			tell(eventEnded, int(status))
		}
	}
}
