package process

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// sandbox returns a sandbox, or skips the test where there can be none.
func sandbox(t *testing.T) *Sandbox {
	t.Helper()
	tool, err := FindSandbox(t.Context())
	if err != nil {
		_, missing := exec.LookPath("bwrap")
		if missing != nil && os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return &Sandbox{Tool: tool}
}

func TestSandbox(t *testing.T) {
	box := sandbox(t)
	dir := t.TempDir()
	for _, name := range []string{"open", "closed", "secret"} {
		require.NoError(t, os.Mkdir(filepath.Join(dir, name), 0o755))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "secret", "key"), []byte("k"), 0o644))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "secret", "work"), 0o755))
	box.Writable = []string{filepath.Join(dir, "open"), filepath.Join(dir, "secret", "work")}
	box.Hidden = []string{filepath.Join(dir, "secret")}
	tests := []struct {
		name, script string
		exit         int
		signal       string
		stdout       string
	}{
		{"success", "cat; echo done", 0, "", "given\ndone\n"},
		{"exit code", "exit 137", 137, "", ""},
		{"signal", "kill -KILL $$", -1, "killed", ""},
		{"another signal", "kill -SEGV $$", -1, "segmentation fault", ""},
		{"environment", "/usr/bin/env | grep -v -e ^PWD -e ^_ -e ^SHLVL -e ^OLDPWD", 0, "", "A=b\n"},
		{"working directory", "pwd", 0, "", dir + "\n"},
		{"writes within", "echo text > open/file && cat open/file", 0, "", "text\n"},
		{"writes within what is hidden", "echo text > secret/work/file && cat secret/work/file", 0, "", "text\n"},
		{"writes outside", "(echo text > closed/file) 2>/dev/null || echo no", 0, "", "no\n"},
		{"writes to the hidden", "(echo text > secret/file) 2>/dev/null || echo no", 0, "", "no\n"},
		{"hidden", "ls secret", 0, "", "work\n"},
		{"no sockets of services", "ls -A /run | grep -v -e current-system", 1, "", ""},
		{"devices", "echo x > /dev/null && ls /dev/sda /dev/vda /dev/mem 2>/dev/null || echo none", 0, "", "none\n"},
		{"processes", "kill -KILL $PPID; ls /proc | grep -c '^1$'", 0, "", "1\n"},
		{"orphans", "setsid sleep 600 >&- 2>&- & echo done", 0, "", "done\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Run(t.Context(), Command{
				Path: "/bin/sh", Args: []string{"-c", "PATH=/usr/bin:/bin\n" + tt.script}, Dir: dir, Env: []string{"A=b"},
				Stdin: []byte("given\n"), Limit: time.Minute, Sandbox: box,
			})
			require.NoError(t, err)
			require.Equal(t, tt.stdout, string(r.Stdout), string(r.Stderr))
			require.Equal(t, tt.exit, r.Exit, string(r.Stderr))
			require.Equal(t, tt.signal, r.Signal)
			require.False(t, r.Escaped)
		})
	}
	require.NoFileExists(t, filepath.Join(dir, "closed", "file"))
	require.FileExists(t, filepath.Join(dir, "open", "file"))
}

func init() {
	helpers["dial"] = func(args []string) error {
		conn, err := net.Dial("tcp", args[0])
		if err != nil {
			return err
		}
		return conn.Close()
	}
	helpers["listen"] = func([]string) error {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			return err
		}
		if err := conn.Close(); err != nil {
			return err
		}
		return l.Close()
	}
}

func TestSandboxHasALoopbackOfItsOwn(t *testing.T) {
	box := sandbox(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	run := func(box *Sandbox, name string, args ...string) Result {
		c := helper(t, name, args...)
		c.Sandbox = box
		r, err := Run(t.Context(), c)
		require.NoError(t, err)
		return r
	}
	require.Zero(t, run(nil, "dial", l.Addr().String()).Exit)
	r := run(box, "dial", l.Addr().String())
	require.Equal(t, 1, r.Exit)
	require.Contains(t, string(r.Stderr), "refused")
	r = run(box, "listen")
	require.Zero(t, r.Exit, string(r.Stderr))
}

func TestSandboxKeepsTheLimits(t *testing.T) {
	box := sandbox(t)
	c := helper(t, "grow")
	c.Memory, c.Sandbox = 200<<20, box
	r, err := Run(t.Context(), c)
	require.NoError(t, err)
	require.Equal(t, OverMemory, r.Over, string(r.Stderr))

	c = helper(t, "parent", "6", "stay")
	c.Processes, c.Sandbox = 7, box
	c.Limit = 300 * time.Millisecond
	r, err = Run(t.Context(), c)
	require.NoError(t, err)
	require.Empty(t, r.Over, "the sandbox itself must not count")
	require.True(t, r.TimedOut)
	c.Processes, c.Limit = 6, time.Minute
	r, err = Run(t.Context(), c)
	require.NoError(t, err)
	require.Equal(t, OverProcesses, r.Over)

	c = helper(t, "sleep")
	c.Quit, c.Limit, c.Sandbox = true, 300*time.Millisecond, box
	r, err = Run(t.Context(), c)
	require.NoError(t, err)
	require.True(t, r.TimedOut)
	require.NotEqual(t, "killed", r.Signal, "SIGQUIT comes first")
}

func TestSandboxThatDoesNotWork(t *testing.T) {
	c := Command{Path: "/bin/sh", Limit: time.Minute, Sandbox: &Sandbox{Tool: "/bin/false"}}
	_, err := Run(t.Context(), c)
	require.ErrorContains(t, err, "ended at once")
	c.Sandbox = &Sandbox{Tool: "/no/such/tool"}
	_, err = Run(t.Context(), c)
	require.ErrorIs(t, err, os.ErrNotExist)
	c.Sandbox = &Sandbox{Tool: "bwrap", Hidden: []string{"relative"}}
	_, err = Run(t.Context(), c)
	require.ErrorContains(t, err, "absolute")
	c.Sandbox = &Sandbox{}
	_, err = Run(t.Context(), c)
	require.ErrorContains(t, err, "without a tool")
	c.Sandbox = sandbox(t)
	c.Path = "/no/such/program"
	_, err = Run(t.Context(), c)
	require.ErrorIs(t, err, os.ErrNotExist)
	c.Sandbox.Writable = []string{"/no/such/folder"}
	_, err = Run(t.Context(), c)
	require.Error(t, err)
	require.True(t, strings.Contains(err.Error(), "/no/such/folder"), err)
}
