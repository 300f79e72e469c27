//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/internal/grade"
)

// TestGradeInterrupted ends a run, as Ctrl-C does, while one attempt hangs and
// the other is done.
func TestGradeInterrupted(t *testing.T) {
	u := newUser(t)
	u.hand("ada")
	u.hand("zed", "c.sum += by", "for { _ = by }")
	cmd := exec.Command(program, words("grade class --sandbox none --jobs 2")...)
	cmd.Dir, cmd.Env = u.dir, u.env
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	require.NoError(t, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	require.Eventually(t, func() bool {
		text, err := os.ReadFile(filepath.Join(u.dir, "grade-counter", grade.JournalFile))
		return err == nil && bytes.Count(text, []byte(`"ada"`)) == 2
	}, time.Minute, 10*time.Millisecond, "both stages of ada's are done")
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	require.Error(t, <-ended)
	require.Equal(t, exitUsage, cmd.ProcessState.ExitCode(), errs.String())
	require.Contains(t, errs.String(), "interrupted; what is done is kept")
	require.Contains(t, errs.String(), "course grade class --sandbox none --jobs 2 --resume")
	r := u.report("grade-counter")
	require.Equal(t, grade.Graded, r.Attempts[0].Status)
	require.Equal(t, grade.Pending, r.Attempts[1].Status)
	require.True(t, r.Finished.IsZero())

	u.hand("zed")
	u.succeeds(words("grade class --sandbox none --resume"), "zed", "100/100  every stage passed")
	require.Equal(t, 100, u.report("grade-counter").Attempts[1].Points)
}
