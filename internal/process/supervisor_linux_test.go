package process

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const counts = true // what this system knows of descendants

// requireGone fails if one of the processes that a script named is there.
func requireGone(t *testing.T, pids string) {
	t.Helper()
	require.NotEmpty(t, strings.Fields(pids))
	for _, field := range strings.Fields(pids) {
		pid, err := strconv.Atoi(field)
		require.NoError(t, err)
		require.ErrorIs(t, syscall.Kill(pid, 0), syscall.ESRCH, "process %d", pid)
	}
}

func TestDescendantsInSessionsOfTheirOwnAreGone(t *testing.T) {
	tests := []struct {
		name, script string // it writes to the file pids, and then to the file ready
		left         int
	}{
		{"a child", "setsid sh -c 'echo $$ >pids; echo >ready; exec sleep 600' &", 1},
		{"a grandchild", "(setsid sh -c 'echo $$ >pids; sleep 600 & echo $! >>pids; echo >ready; wait' &)", 2},
		{"one that forks twice", "setsid sh -c '(setsid sh -c \"echo \\$\\$ >pids; echo >ready; exec sleep 600\" &)'", 1},
		{"one that ignores signals", "setsid sh -c 'trap \"\" TERM HUP INT QUIT; echo $$ >pids; echo >ready; while :; do :; done' &", 1},
		{"one that is stopped", "setsid sh -c 'echo $$ >pids; echo >ready; kill -STOP $$' &", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			r, err := Run(t.Context(), Command{
				Path: "/bin/sh", Args: []string{"-c", "exec >&- 2>&-; " + tt.script + "\nuntil [ -s ready ]; do sleep 0.01; done"},
				Dir: dir, Env: []string{"PATH=" + os.Getenv("PATH")}, Limit: time.Minute,
			})
			require.NoError(t, err)
			pids, err := os.ReadFile(filepath.Join(dir, "pids"))
			require.NoError(t, err)
			requireGone(t, string(pids))
			require.Equal(t, tt.left, r.Left)
			require.Zero(t, r.Exit)
			require.False(t, r.Escaped || r.TimedOut || r.Held)
		})
	}
}

func TestKilledSupervisor(t *testing.T) {
	tests := []struct{ name, script string }{
		{"by the command", "echo $$; kill -KILL $PPID; sleep 600"},
		{"with a child elsewhere", "setsid sleep 600 & echo $$ $!; kill -KILL $PPID; sleep 600"},
		{"by an orphan", "setsid sh -c 'echo $$; kill -KILL '$PPID'; sleep 600' & sleep 600"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := shell(t, time.Minute, tt.script)
			require.True(t, r.Escaped)
			require.False(t, r.TimedOut)
			require.Equal(t, "killed", r.Signal)
			require.Equal(t, -1, r.Exit)
			requireGone(t, string(r.Stdout))
		})
	}
}

func TestSupervisorStandsSignals(t *testing.T) {
	r := shell(t, time.Minute, "for s in HUP INT QUIT TERM PIPE USR1 ABRT SEGV ALRM; do kill -$s $PPID; done; echo alive; exit 7")
	require.Equal(t, "alive\n", string(r.Stdout))
	require.Equal(t, 7, r.Exit)
	require.False(t, r.Escaped)

	r = shell(t, 100*time.Millisecond, "kill -STOP $PPID; sleep 600")
	require.True(t, r.TimedOut)
	require.False(t, r.Escaped)
}

// A sweep for what one command lost leaves the supervisors of others alone, and
// what was started by other means.
func TestSweepLeavesOthersAlone(t *testing.T) {
	other := exec.Command("sleep", "600")
	require.NoError(t, other.Start())
	defer func() {
		require.NoError(t, other.Process.Kill())
		require.Error(t, other.Wait())
	}()
	done := make(chan Result)
	for range 4 {
		go func() {
			r, err := Run(t.Context(), Command{Path: "/bin/sh", Args: []string{"-c", "sleep 0.3; echo done"}, Env: []string{"PATH=" + os.Getenv("PATH")}, Limit: time.Minute})
			if err != nil {
				r.Stderr = []byte(err.Error())
			}
			done <- r
		}()
	}
	require.True(t, shell(t, time.Minute, "setsid sleep 600 & kill -KILL $PPID; sleep 600").Escaped)
	for range 4 {
		r := <-done
		require.Equal(t, "done\n", string(r.Stdout), string(r.Stderr))
		require.Zero(t, r.Exit)
		require.False(t, r.Escaped)
	}
	require.NoError(t, syscall.Kill(other.Process.Pid, 0))
}

// A pipe that a descendant holds open tells when it is gone.
func TestNothingOutlivesTheCourse(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	exe, err := os.Executable()
	require.NoError(t, err)
	course := exec.Command(exe, fmt.Sprintf("exec >%s; setsid sleep 600 & echo started; sleep 600", pipe))
	course.Env = helperEnviron("course")
	require.NoError(t, course.Start())
	r, err := os.Open(pipe)
	require.NoError(t, err)
	line := make([]byte, 100)
	n, err := r.Read(line)
	require.NoError(t, err)
	require.Equal(t, "started\n", string(line[:n]))
	require.NoError(t, course.Process.Kill())
	require.Error(t, course.Wait())
	n, err = r.Read(line) // its end
	require.Zero(t, n)
	require.Error(t, err)
	require.NoError(t, r.Close())
	_, err = nursery.sweep() // its supervisor was adopted here, and nobody waits for it
	require.NoError(t, err)
}

func TestForkBomb(t *testing.T) {
	// Bounded: a binary tree of some 250 shells and as many sleepers, most of them
	// in groups of their own.
	const script = `cat > bomb <<'EOF'
[ $1 -gt 0 ] || exec sleep 600
setsid sh bomb $(($1-1)) &
setsid sh bomb $(($1-1)) &
sleep 600
EOF
sh bomb 7`
	for name, c := range map[string]Command{
		"by its number":      {Processes: 50, Limit: time.Minute},
		"by the time limit":  {Limit: 300 * time.Millisecond},
		"by its last number": {Processes: 200, Limit: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			c.Path, c.Args, c.Dir = "/bin/sh", []string{"-c", script}, t.TempDir()
			c.Env = []string{"PATH=" + os.Getenv("PATH")}
			r, err := Run(t.Context(), c)
			require.NoError(t, err)
			require.Equal(t, c.Processes > 0, r.Over == OverProcesses)
			require.False(t, r.Escaped)
			if c.Processes > 0 {
				require.Greater(t, r.Left, c.Processes/2)
			}
			all, err := processes()
			require.NoError(t, err)
			self := os.Getpid()
			require.Empty(t, descendants(all, func(p proc) bool { return p.parent == self }))
		})
	}
}

func TestCommandInheritsNothingElse(t *testing.T) {
	r := shell(t, time.Minute, "ls /proc/$$/fd; ulimit -c; grep NoNewPrivs /proc/self/status")
	require.Equal(t, "0\n1\n2\n0\nNoNewPrivs:\t1\n", strings.ReplaceAll(string(r.Stdout), "10\n", ""))
}

func TestArgumentsNeedNotBeText(t *testing.T) {
	c := Command{Path: "/bin/sh", Args: []string{"-c", `printf %s "$1$A"`, "sh", "\xff \n\xfe"}, Env: []string{"A=\xfd", "A=\xfc"}, Limit: time.Minute}
	r, err := Run(t.Context(), c)
	require.NoError(t, err)
	require.Equal(t, "\xff \n\xfe\xfc", string(r.Stdout))
}

func TestErrorsOfTheStart(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, []byte("text"), 0o644))
	tests := []struct {
		name string
		c    Command
		want error
	}{
		{"nothing there", Command{Path: filepath.Join(dir, "none")}, os.ErrNotExist},
		{"not in PATH", Command{Path: "no-such-program-anywhere"}, exec.ErrNotFound},
		{"not executable", Command{Path: file}, os.ErrPermission},
		{"no folder", Command{Path: "/bin/sh", Dir: filepath.Join(dir, "none")}, os.ErrNotExist},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cmd := exec.Command(tt.c.Path)
			cmd.Dir, cmd.SysProcAttr = tt.c.Dir, &syscall.SysProcAttr{Setsid: true}
			want := cmd.Run()
			tt.c.Limit = time.Minute
			_, err := Run(t.Context(), tt.c)
			require.ErrorIs(t, err, tt.want)
			require.EqualError(t, err, want.Error())
		})
	}
}

func TestNothingLeaks(t *testing.T) {
	count := func() (files, goroutines int) {
		entries, err := os.ReadDir("/proc/self/fd")
		require.NoError(t, err)
		return len(entries), runtime.NumGoroutine()
	}
	run := func(i int) {
		c := Command{Path: "/bin/true", Limit: time.Minute, Memory: 1 << 30, Disk: Quota{Dir: t.TempDir(), Files: 1}}
		if i%10 == 0 {
			c.Path = "/no/such/program"
		}
		_, err := Run(t.Context(), c)
		require.Equal(t, i%10 == 0, errors.Is(err, os.ErrNotExist))
	}
	run(0)
	run(1)
	files, goroutines := count()
	for i := range 200 {
		run(i)
	}
	require.Eventually(t, func() bool {
		f, g := count()
		return f <= files && g < goroutines+20 // Eventually has some of its own
	}, 10*time.Second, 10*time.Millisecond, "files or goroutines are left")
	require.Empty(t, nursery.supervisors)
}

func BenchmarkRun(b *testing.B) {
	for b.Loop() {
		_, err := Run(b.Context(), Command{Path: "/bin/true", Limit: time.Minute})
		require.NoError(b, err)
	}
}

func BenchmarkScan(b *testing.B) {
	var s scanner
	for b.Loop() {
		_, err := s.below(os.Getpid())
		require.NoError(b, err)
	}
}

func TestStatLines(t *testing.T) {
	const rest = " 7 8 9 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 1000 3 99\n"
	tests := []struct {
		line string
		want proc
		ok   bool
	}{
		{"1 (sh) S" + rest, proc{pid: 1, parent: 7, session: 9, resident: 3 * int64(os.Getpagesize())}, true},
		{"1 (a) Z 1 (b) Z" + rest, proc{pid: 1, parent: 7, session: 9, dead: true, resident: 3 * int64(os.Getpagesize())}, true},
		{"1 (sh) S 7 8", proc{}, false},
		{"", proc{}, false},
	}
	for _, tt := range tests {
		got, ok := parseStat(1, []byte(tt.line))
		require.Equal(t, tt.ok, ok, tt.line)
		require.Equal(t, tt.want, got)
	}
}
