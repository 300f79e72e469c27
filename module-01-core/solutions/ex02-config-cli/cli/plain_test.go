//go:build unix

package cli_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/confctl/cli"
)

// TestPlainGet compares the way of "get KEY" past cobra with the one by cobra.
func TestPlainGet(t *testing.T) {
	w := newWorld(t, map[string]string{"shop.toml": "password = \"hunter2\"\n[server]\nport = 70000\n[log]\nlevel = \"warn\"\n"})
	w.env = append(w.env, "CONFCTL_USER_FILE=")
	for _, key := range []string{"log.level", "password", "server.host", "server.port", "server.prot", "help", ""} {
		stdout, stderr, code := w.run("get", key)
		var out, err strings.Builder
		want := cli.MainContext(context.Background(), cli.Process{Args: []string{"get", key}, Environ: w.env, Stdout: &out, Stderr: &err})
		require.Equal(t, []any{out.String(), err.String(), want}, []any{stdout, stderr, code}, "get %q", key)
	}
	_, stderr, code := w.run("get", "--revael")
	require.Equal(t, 2, code)
	require.Contains(t, stderr, "unknown flag")
}
