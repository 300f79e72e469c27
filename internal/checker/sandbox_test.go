//go:build linux

package checker_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/checker"
)

// TestSandbox runs the references in bubblewrap, and an attempt that looks round.
func TestSandbox(t *testing.T) {
	if _, err := bubblewrap(t); err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "%v", err)
		t.Skip("bubblewrap cannot be used here: ", err)
	}
	for _, name := range []string{"counter", "echo"} {
		d := newDemo(t, name)
		job := d.job(t, d.solution)
		sandboxed(&job)
		c, err := checker.New(t.Context(), job)
		require.NoError(t, err)
		for _, s := range d.exercise.Stages {
			r, err := c.Stage(t.Context(), s.N, nil)
			require.NoError(t, err)
			require.Equal(t, checker.Passed, r.Outcome, "%+v", r)
		}
		require.NoError(t, c.Close())
	}

	d := newDemo(t, "echo")
	job := d.job(t, d.solution)
	job.Target = "127.0.0.1:1"
	sandboxed(&job)
	_, err := checker.New(t.Context(), job)
	require.ErrorContains(t, err, "nothing in a sandbox can reach 127.0.0.1:1")

	d = newDemo(t, "counter")
	job = d.job(t, d.solution)
	home, err := os.UserHomeDir()
	require.NoError(t, err)
	text := `package counter

import (
	"fmt"
	"net"
	"os"
)

func init() {
	for _, dir := range []string{HOME, COURSE, ATTEMPT, "/var/tmp", "/root", "/home"} {
		entries, err := os.ReadDir(dir)
		if err == nil && len(entries) > 0 {
			fmt.Println("sees", dir, entries)
		}
	}
	links, err := net.Interfaces()
	if err != nil || len(links) > 1 {
		fmt.Println("sees", links, err)
	}
	if err := os.WriteFile("/usr/course-check-was-here", nil, 0o644); err == nil {
		fmt.Println("writes to /usr")
	}
	fmt.Println("looked round")
}
`
	for name, dir := range map[string]string{"HOME": home, "COURSE": d.course.Root, "ATTEMPT": job.Attempt} {
		text = strings.ReplaceAll(text, name, "`"+dir+"`")
	}
	job.Attempt = d.job(t, d.with(map[string]string{"look.go": text})).Attempt
	sandboxed(&job)
	_, r := run(t, job, 1)
	require.Equal(t, checker.Passed, r.Outcome, "%+v", r)
	require.Equal(t, "looked round", r.Checks[0].Output)

	// What reads files while it is built would see past the sandbox.
	for name, text := range map[string]string{"c.go": "package counter\n\nimport \"C\"\n", "a.s": "#include \"/etc/passwd\"\n"} {
		job = d.job(t, d.with(map[string]string{name: text}))
		sandboxed(&job)
		_, r = run(t, job, 1)
		require.Contains(t, r.Build, "not built, since C and assembly can read any file while they are built")
		require.NotContains(t, r.Build, "root")
	}
}
