package checker_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/checker"
)

// stubText is an attempt that does nothing right.
const stubText = `package counter

type Counter struct{}

func New() *Counter                       { return nil }
func (c *Counter) Add(name string, by int) {}
func (c *Counter) Value() int             { return 0 }
func (c *Counter) Names() []string        { return nil }
`

// TestWhatOneCheckWritesDoesNotReachTheNext lets an attempt replace, in its
// first check, the test binary, and all files that lie beside and above it.
func TestWhatOneCheckWritesDoesNotReachTheNext(t *testing.T) {
	d := newDemo(t, "counter")
	vandal := `package counter; import ("os"; "path/filepath"); func init() {
		scratch := filepath.Dir(filepath.Dir(os.Args[0]))
		os.Rename(os.Args[0], os.Args[0] + ".old")
		filepath.WalkDir(scratch, func(path string, e os.DirEntry, err error) error {
			if err == nil && !e.IsDir() && path != os.Args[0] + ".old" { os.WriteFile(path, []byte("#!/bin/sh\nexit 0\n"), 0o755) }
			return nil
		}) }`
	text, _, ok := strings.Cut(string(d.solution["counter.go"]), "// Names returns")
	require.True(t, ok)
	text = strings.Replace(text, "\t\"slices\"\n", "", 1)
	c, r := run(t, d.job(t, d.with(map[string]string{"counter.go": text, "vandal.go": vandal})), 1)
	require.Equal(t, checker.Passed, r.Outcome, "%+v", r)
	require.NotEmpty(t, c.Suspects())
	r, err := c.Stage(t.Context(), 2, nil)
	require.NoError(t, err)
	require.Contains(t, r.Build, "c.Names undefined", "the second build is of the attempt, not of what the first check has left")
}
