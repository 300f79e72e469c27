package process

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// helperEnv makes the test binary one of the programs below.
const helperEnv = "PROCESS_TEST_HELPER"

var helpers = map[string]func(args []string) error{
	"nothing": func([]string) error { return nil },
	"sleep": func([]string) error {
		time.Sleep(10 * time.Minute)
		return nil
	},
	"parent": helperParent, "grow": helperGrow, "fill": helperFill, "talk": helperTalk, "course": helperCourse,
}

func TestMain(m *testing.M) {
	run, ok := helpers[os.Getenv(helperEnv)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// helper is a command that runs one of the programs.
func helper(t *testing.T, name string, args ...string) Command {
	t.Helper()
	exe, err := os.Executable()
	require.NoError(t, err)
	return Command{Path: exe, Args: args, Env: helperEnviron(name), Limit: time.Minute}
}

func helperEnviron(name string) []string {
	// Without the second that the race detector waits at an exit.
	return append(os.Environ(), helperEnv+"="+name, "GORACE=atexit_sleep_ms=0")
}

// helperParent starts as many sleepers as its argument says, and ends.
func helperParent(args []string) error {
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	for range n {
		exe, err := os.Executable()
		if err != nil {
			return err
		}
		cmd := exec.Command(exe)
		cmd.Env = helperEnviron("sleep")
		if err := cmd.Start(); err != nil {
			return err
		}
	}
	if len(args) > 1 {
		time.Sleep(10 * time.Minute)
	}
	return nil
}

// helperGrow uses more and more memory, up to a bound that harms nobody.
func helperGrow([]string) error {
	var all [][]byte
	for range 64 {
		all = append(all, bytes.Repeat([]byte{1}, 16<<20))
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(10 * time.Minute)
	runtime.KeepAlive(all)
	return nil
}

// helperFill writes files to its folder: as many as the first argument says, of
// as many bytes as the second, and stays if there is a third.
func helperFill(args []string) error {
	files, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	size, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	for i := range files {
		if err := os.MkdirAll(filepath.Join("a", "b"), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join("a", "b", strconv.Itoa(i)), make([]byte, size), 0o644); err != nil {
			return err
		}
	}
	if len(args) > 2 {
		time.Sleep(10 * time.Minute)
	}
	return nil
}

// helperTalk writes 100 MB, in lines of as many bytes as its argument says.
func helperTalk(args []string) error {
	length, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	line := append(bytes.Repeat([]byte("x"), length-1), '\n')
	out := bufio.NewWriterSize(os.Stdout, 64<<10)
	for range 100 << 20 / length {
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

// helperCourse runs a shell script.
func helperCourse(args []string) error {
	_, err := Run(context.Background(), Command{
		Path: "/bin/sh", Args: []string{"-c", args[0]}, Env: []string{"PATH=" + os.Getenv("PATH")}, Limit: time.Hour,
	})
	return err
}

func TestDescendantsAreCounted(t *testing.T) {
	r, err := Run(t.Context(), helper(t, "parent", "2"))
	require.NoError(t, err)
	require.Zero(t, r.Exit, string(r.Stderr))
	if counts {
		require.Equal(t, 2, r.Left)
	}
}

func TestMemoryLimit(t *testing.T) {
	if !counts {
		t.Skip("memory is not limited on this system")
	}
	c := helper(t, "grow")
	c.Memory = 200 << 20
	r, err := Run(t.Context(), c)
	require.NoError(t, err)
	require.Equal(t, OverMemory, r.Over, string(r.Stderr))
	require.False(t, r.TimedOut)
}

func TestProcessLimit(t *testing.T) {
	if !counts {
		t.Skip("processes are not limited on this system")
	}
	c := helper(t, "parent", "6", "stay")
	c.Processes = 4
	r, err := Run(t.Context(), c)
	require.NoError(t, err)
	require.Equal(t, OverProcesses, r.Over, string(r.Stderr))
	c = helper(t, "parent", "2")
	c.Processes = 4
	r, err = Run(t.Context(), c)
	require.NoError(t, err)
	require.Empty(t, r.Over)
}

func TestQuota(t *testing.T) {
	tests := []struct {
		name  string
		args  []string
		bytes int64
		files int
		want  Limit
	}{
		{"within", []string{"5", "1000"}, 5000, 7, ""},
		{"no limits", []string{"5", "1000"}, 0, 0, ""},
		{"many files", []string{"6", "0", "stay"}, 0, 7, OverDisk},
		{"many bytes", []string{"10", "100000", "stay"}, 900_000, 0, OverDisk},
		{"too much at the end", []string{"10", "100000"}, 900_000, 0, OverDisk},
		{"one file", []string{"1", "100000000"}, 1_000_000, 0, OverDisk},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := helper(t, "fill", tt.args...)
			c.Dir = t.TempDir()
			c.Disk = Quota{Dir: c.Dir, Bytes: tt.bytes, Files: tt.files}
			r, err := Run(t.Context(), c)
			require.NoError(t, err)
			require.Equal(t, tt.want, r.Over, string(r.Stderr))
		})
	}
}

func TestQuotaFollowsNoLinksAndHasADepth(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	q := Quota{Dir: dir, Files: 1000}
	for i := range 10 {
		require.NoError(t, os.WriteFile(filepath.Join(outside, strconv.Itoa(i)), nil, 0o644))
	}
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err == nil { // Windows may not allow it
		require.False(t, Quota{Dir: dir, Files: 1}.exceeded())
	}
	require.False(t, q.exceeded())
	require.False(t, Quota{Dir: filepath.Join(dir, "none"), Files: 1}.exceeded())
	if runtime.GOOS == "windows" {
		t.Skip("the folder could not be removed: its paths are too long")
	}
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	for range maxDepth + 2 {
		require.NoError(t, root.Mkdir("d", 0o755))
		below, err := root.OpenRoot("d")
		require.NoError(t, err)
		require.NoError(t, root.Close())
		root = below
	}
	require.NoError(t, root.Close())
	require.True(t, q.exceeded())
}

func TestMuchOutput(t *testing.T) {
	for _, length := range []int{100, 100 << 20} {
		c := helper(t, "talk", strconv.Itoa(length))
		c.Output = 1000
		r, err := Run(t.Context(), c)
		require.NoError(t, err)
		require.Zero(t, r.Exit, string(r.Stderr))
		require.Less(t, len(r.Stdout), 1100)
		require.EqualValues(t, 100<<20/length*length-1000, r.Dropped)
	}
}
