package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// run executes a command line and returns what it prints on standard output.
func run(ctx context.Context, args ...string) (string, error) {
	var out bytes.Buffer
	c := root()
	c.SetArgs(args)
	c.SetOut(&out)
	c.SetErr(io.Discard)
	err := c.ExecuteContext(ctx)
	return out.String(), err
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{
		{}, {"--none"}, {"none", "--db", "x"}, {"user", "add", "--db", "x"}, {"user", "add", "ann"}, {"backup", "--db", "x"},
		{"--db", "x", "--log-level", "loud"}, {"--db", "x", "--rate", "many"},
	} {
		_, err := run(t.Context(), args...)
		require.ErrorIs(t, err, errUsage, args)
	}
}

func TestUsersAndBackup(t *testing.T) {
	db := filepath.Join(t.TempDir(), "x.db")
	first, err := run(t.Context(), "user", "add", "ann", "--admin", "--db", db)
	require.NoError(t, err)
	require.Regexp(t, `^it_[A-Za-z0-9_-]{43}\n$`, first)
	for _, args := range [][]string{{"add", "ann"}, {"add", "Ann"}, {"token", "bo"}} {
		_, err = run(t.Context(), append([]string{"user", "--db", db}, args...)...)
		require.Error(t, err)
		require.False(t, errors.Is(err, errUsage))
	}
	second, err := run(t.Context(), "user", "token", "ann", "--db", db)
	require.NoError(t, err)
	require.NotEqual(t, first, second)
	_, err = run(t.Context(), "backup", db+".copy", "--db", db)
	require.NoError(t, err)
	require.FileExists(t, db+".copy")
	_, err = run(t.Context(), "backup", db+".copy", "--db", db)
	require.Error(t, err)
}

// lines is a writer that gives each line to a channel.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	for line := range strings.Lines(string(p)) {
		l <- strings.TrimSpace(line)
	}
	return len(p), nil
}

func TestServe(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := make(lines, 10)
	c := root()
	c.SetArgs([]string{"--addr", "127.0.0.1:0", "--metrics-addr", "127.0.0.1:0", "--db", filepath.Join(t.TempDir(), "x.db"), "--log-level", "error"})
	c.SetOut(out)
	ended := make(chan error, 1)
	go func() { ended <- c.ExecuteContext(ctx) }()
	next := func(prefix string) string {
		select {
		case line := <-out:
			rest, ok := strings.CutPrefix(line, prefix)
			require.True(t, ok, line)
			return "http://" + rest
		case err := <-ended:
			t.Fatalf("it ended: %v", err)
		case <-time.After(time.Minute):
			t.Fatalf("no line %q", prefix)
		}
		return ""
	}
	metrics, addr := next("metrics on "), next("listening on ")
	for url, status := range map[string]int{addr + "/readyz": 200, addr + "/metrics": 404, metrics + "/metrics": 200} {
		response, err := http.Get(url)
		require.NoError(t, err)
		require.Equal(t, status, response.StatusCode, url)
		require.NoError(t, response.Body.Close())
	}
	cancel()
	require.NoError(t, <-ended)
}
