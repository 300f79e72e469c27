//go:build unix

package prose

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A program's children die with it, and none of them keeps the checker waiting. A pipe that the child holds open
// tells when it is gone.
func TestChildrenEndWithTheirProgram(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, script, limit string
		time                time.Duration
	}{
		{"after the time limit", "sleep 100 >pipe & sleep 100", "does not end within 300ms", 300 * time.Millisecond},
		{"after its end", "sleep 100 3>pipe & echo done", "ends, but leaves a process behind", time.Minute},
		{"after its end, silently", "sleep 100 >pipe 2>&1 & echo done", "", time.Minute},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			pipe := filepath.Join(dir, "pipe")
			require.NoError(t, syscall.Mkfifo(pipe, 0o600))
			gone := make(chan error, 1)
			go func() {
				_, err := os.ReadFile(pipe)
				gone <- err
			}()
			start := time.Now()
			out, err := execute(context.Background(), command{
				argv: []string{"sh", "-c", "exec 3>pipe; " + test.script}, dir: dir, time: test.time, output: 100,
			})
			require.NoError(t, err)
			require.Contains(t, out.limit, test.limit)
			require.Equal(t, test.limit == "", out.limit == "", out.limit)
			select {
			case err := <-gone:
				require.NoError(t, err)
			case <-time.After(30 * time.Second):
				t.Fatal("the child still lives")
			}
			require.Less(t, time.Since(start), 50*time.Second)
		})
	}
}

func TestExecuteReportsTheEnd(t *testing.T) {
	t.Parallel()
	run := func(script string, merged bool) outcome {
		out, err := execute(context.Background(), command{argv: []string{"sh", "-c", script}, merged: merged, time: time.Minute, output: 100})
		require.NoError(t, err)
		return out
	}
	require.Equal(t, outcome{stdout: "a\n", stderr: "b\n", code: 3, state: "exit status 3"}, run("echo a; echo b >&2; exit 3", false))
	require.Equal(t, outcome{stdout: "a\nb\nc\n", state: "exit status 0"}, run("echo a; echo b >&2; echo c", true))
	out := run("kill -ABRT $$", false)
	require.True(t, out.failed())
	require.Contains(t, out.state, "signal: abort")

	_, err := execute(context.Background(), command{argv: []string{"/nonexistent"}, time: time.Minute})
	require.ErrorIs(t, err, os.ErrNotExist)
}

// The ways to run TypeScript are chosen in order. Scripts that print how they were called stand for the tools.
func TestTypeScriptTools(t *testing.T) {
	const ts = "console.log(1)\n"
	node := func(features string) string {
		return "#!/bin/sh\nif [ \"$1\" = -p ]; then echo " + features + "; else echo node \"$1\" \"$2\"; fi\n"
	}
	tests := []struct {
		name  string
		tools map[string]string
		want  string // what the program prints
		skip  string
	}{
		{"node that strips types", map[string]string{"bin/node": node("native"), "bin/tsx": "#!/bin/sh\n"}, "node a.ts x", ""},
		{"node that strips types by a flag", map[string]string{"bin/node": node("flag")}, "node --experimental-strip-types a.ts", ""},
		{"tsx", map[string]string{"bin/node": node("none"), "bin/tsx": "#!/bin/sh\necho tsx $1 $2\n", "bin/esbuild": "#!/bin/sh\nexit 1\n"}, "tsx a.ts x", ""},
		{"tsx that npm installed", map[string]string{"bin/node": node("none"), "node_modules/.bin/tsx": "#!/bin/sh\necho tsx $1 $2\n"}, "tsx a.ts x", ""},
		{"nothing", map[string]string{"bin/node": node("none")}, "", "a.md:1: SKIPPED: node 22.18 or later (or tsx, esbuild or tsc beside an older one) is not installed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := repository(t, "-- o/a.ts --\n"+ts+"-- a.md --\n<!-- output: o/a.ts x -->\n'''text\n"+test.want+"\n'''")
			for name, script := range test.tools {
				file := filepath.Join(root, name)
				require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
				require.NoError(t, os.WriteFile(file, []byte(script), 0o755))
			}
			t.Setenv("PATH", filepath.Join(root, "bin"))
			var log []string
			c := &Checker{Root: root, Log: func(_ string, args ...any) { log = append(log, args[0].(string)) }}
			requireProblems(t, nil, check(t, c))
			if test.skip == "" {
				require.Empty(t, log)
				return
			}
			require.Equal(t, []string{test.skip}, log)
		})
	}
}

// The translators that are installed really run a program, if Node alone does not.
func TestTypeScriptRuns(t *testing.T) {
	t.Parallel()
	needs(t, "node")
	root := repository(t, `
-- o/b.ts --
export const two: number = 2;
-- o/a.ts --
import { two } from "./b.ts";
const s: string = two.toFixed(1);
console.log(s, process.argv.length);
-- a.md --
<!-- output: o/a.ts x -->
'''text
2.0 3
'''`)
	requireProblems(t, nil, check(t, &Checker{Root: root, Log: t.Logf}))
}

// What measures is not disturbed: while it runs, nothing else does.
func TestAloneMeansAlone(t *testing.T) {
	t.Parallel()
	tree, err := openTree(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, tree.root.Close()) })
	r := newRunner(tree, t.TempDir(), limits{output: 1000})
	dir := t.TempDir()
	var tasks []func(context.Context) error
	for i := range 4 * runtime.GOMAXPROCS(0) {
		alone := i%4 == 0
		script := "mkdir shared 2>/dev/null; test ! -e alone || exit 1"
		if alone {
			script = "mkdir alone || exit 1; sleep 0.02; rmdir alone"
		}
		tasks = append(tasks, func(ctx context.Context) error {
			out, err := r.execute(ctx, alone, command{argv: []string{"sh", "-c", script}, dir: dir, time: time.Minute})
			if err == nil && out.failed() {
				return findingf("not alone: %s", out.failure())
			}
			return err
		})
	}
	require.NoError(t, parallel(context.Background(), tasks))
}
