//go:build unix

package process

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// shell runs a script of sh, which every Unix has.
func shell(t *testing.T, limit time.Duration, script string) Result {
	t.Helper()
	result, err := Run(t.Context(), Command{
		Path: "/bin/sh", Args: []string{"-c", script}, Env: []string{"PATH=" + os.Getenv("PATH")},
		Limit: limit, Output: 1000, Stdin: []byte("given\n"),
	})
	require.NoError(t, err)
	return result
}

func TestEndings(t *testing.T) {
	tests := []struct {
		name, script string
		exit         int
		signal       string
		stdout       string
	}{
		{"success", "echo hello", 0, "", "hello\n"},
		{"failure", "echo hello; exit 3", 3, "", "hello\n"},
		{"signal", "kill -TERM $$", -1, "terminated", ""},
		{"input", "cat", 0, "", "given\n"},
		{"environment", `echo "[$HOME]"`, 0, "", "[]\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := shell(t, time.Minute, tt.script)
			require.Equal(t, tt.exit, r.Exit)
			require.Equal(t, tt.signal, r.Signal)
			require.Equal(t, tt.stdout, string(r.Stdout))
			require.False(t, r.TimedOut)
		})
	}
}

func TestTimeLimit(t *testing.T) {
	for name, script := range map[string]string{
		"a sleeper":              "sleep 600",
		"a loop":                 "while :; do :; done",
		"one that ignores TERM":  "trap '' TERM HUP INT QUIT; while :; do sleep 1; done",
		"output closed":          "exec >&- 2>&-; sleep 600",
		"a child with the pipes": "sleep 600 & wait",
	} {
		t.Run(name, func(t *testing.T) {
			r := shell(t, 100*time.Millisecond, script)
			require.True(t, r.TimedOut)
		})
	}
}

func TestChildrenAreGone(t *testing.T) {
	r := shell(t, time.Minute, "sleep 600 & echo $!")
	require.False(t, r.TimedOut, "a child that holds the pipes must not hold up the result")
	pid, err := strconv.Atoi(strings.TrimSpace(string(r.Stdout)))
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) || zombie(pid)
	}, 10*time.Second, 5*time.Millisecond, "the child %d still runs", pid)
}

// zombie reports whether a process is dead and waits for its parent, which is
// whoever adopts orphans here.
func zombie(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && strings.Contains(string(stat), ") Z ")
}

func TestOutputIsBounded(t *testing.T) {
	r := shell(t, time.Minute, "i=0; while [ $i -lt 2000 ]; do echo line$i; i=$((i+1)); done; echo the end")
	text := string(r.Stdout)
	require.Less(t, len(text), 1100)
	require.True(t, strings.HasPrefix(text, "line0\nline1\n"), text)
	require.True(t, strings.HasSuffix(text, "the end\n"), text)
	require.Contains(t, text, "bytes left out")
	require.Positive(t, r.Dropped)
}

func TestStrictEndsACommandThatSaysTooMuch(t *testing.T) {
	r, err := Run(t.Context(), Command{Path: "/bin/sh", Args: []string{"-c", "while :; do echo y; done"}, Limit: time.Minute, Output: 1000, Strict: true})
	require.NoError(t, err)
	require.False(t, r.TimedOut)
	require.Equal(t, "killed", r.Signal)
	require.Positive(t, r.Dropped)
}

func TestMergedKeepsTheOrder(t *testing.T) {
	r, err := Run(t.Context(), Command{Path: "/bin/sh", Args: []string{"-c", "echo a; echo b >&2; echo c"}, Limit: time.Minute, Merged: true})
	require.NoError(t, err)
	require.Equal(t, "a\nb\nc\n", string(r.Stdout))
}

func TestHeldOutputIsNoticed(t *testing.T) {
	require.True(t, shell(t, time.Minute, "sleep 600 &").Held)
	require.False(t, shell(t, time.Minute, "sleep 600 >&- 2>&- &").Held)
}

func TestEndsKeepBothEnds(t *testing.T) {
	const all = "abcdefghijklmnopqrstuvwxyz"
	for limit := 2; limit <= 30; limit += 2 {
		for step := 1; step <= len(all); step++ {
			e := newEnds(limit, make(chan struct{}, 1))
			for rest := all; rest != ""; {
				n := min(step, len(rest))
				written, err := e.Write([]byte(rest[:n]))
				require.NoError(t, err)
				require.Equal(t, n, written)
				rest = rest[n:]
			}
			got := string(e.bytes())
			if limit >= len(all) {
				require.Equal(t, all, got)
				continue
			}
			require.True(t, strings.HasPrefix(got, all[:limit/2]), "limit %d, step %d: %q", limit, step, got)
			require.True(t, strings.HasSuffix(got, all[len(all)-limit/2:]), "limit %d, step %d: %q", limit, step, got)
			require.EqualValues(t, len(all)-limit, e.dropped())
		}
	}
}

func TestContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err := Run(ctx, Command{Path: "/bin/sh", Args: []string{"-c", "sleep 600"}, Limit: time.Minute})
	require.ErrorIs(t, err, context.Canceled)
	_, err = Run(ctx, Command{Path: "/bin/sh", Limit: time.Minute})
	require.ErrorIs(t, err, context.Canceled)
	_, err = Run(t.Context(), Command{Path: "/no/such/program", Limit: time.Minute})
	require.ErrorIs(t, err, os.ErrNotExist)
}
