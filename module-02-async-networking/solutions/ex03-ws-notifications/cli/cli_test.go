package cli_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/notify/cli"
	"systems.course/notify/config"
)

// run runs the program with a server that does nothing, and returns what the
// server was told.
func run(args ...string) (code int, o config.Options, stdout, stderr string) {
	var out, errs bytes.Buffer
	args = append([]string{"--addr", "127.0.0.1:0"}, args...)
	code = cli.Main(args, &out, &errs, func(_ context.Context, l net.Listener, got config.Options) error {
		o = got
		return l.Close()
	})
	return code, o, out.String(), errs.String()
}

func TestDefaults(t *testing.T) {
	code, o, stdout, stderr := run("--token", "a:publish:x")
	require.Zero(t, code, stderr)
	require.Regexp(t, `^listening on 127\.0\.0\.1:[1-9][0-9]*\n$`, stdout)
	want := config.Default()
	want.Tokens, want.Log = o.Tokens, o.Log
	require.NotNil(t, o.Log)
	require.Equal(t, want, o, "the flags' defaults are the package's")
}

func TestFlags(t *testing.T) {
	file := filepath.Join(t.TempDir(), "tokens")
	require.NoError(t, os.WriteFile(file, []byte("# people\n\n  bob:subscribe:b:c \nops:metrics,publish:o\n"), 0o600))
	code, o, _, stderr := run("--token", "a:publish,subscribe:x", "--tokens", file, "--origin", "https://a.example", "--origin", "https://b.example",
		"--first-id", "7", "--max-clients", "1", "--max-event", "2", "--max-message", "3", "--max-topics", "4", "--queue", "5", "--policy", "close",
		"--log-events", "6", "--log-bytes", "2000", "--ping-interval", "1s", "--idle", "2s", "--auth-timeout", "3s", "--header-timeout", "4s",
		"--message-timeout", "5s", "--write-timeout", "6s", "--ticket-lifetime", "7s", "--drain", "8s", "--compress", "--log-level", "debug")
	require.Zero(t, code, stderr)
	require.Len(t, o.Tokens, 3)
	require.True(t, o.Tokens[1].Is("b:c"))
	require.False(t, o.Tokens[1].Is("b"))
	require.True(t, o.Tokens[2].May(config.Metrics))
	require.False(t, o.Tokens[2].May(config.Subscribe))
	o.Tokens, o.Log = nil, nil
	require.Equal(t, config.Options{
		Origins: []string{"https://a.example", "https://b.example"}, FirstID: 7, MaxClients: 1, MaxEvent: 2, MaxMessage: 3, MaxTopics: 4,
		Queue: 5, Policy: config.CloseClient, LogEvents: 6, LogBytes: 2000, PingInterval: time.Second, Idle: 2 * time.Second,
		AuthTimeout: 3 * time.Second, HeaderTimeout: 4 * time.Second, MessageTimeout: 5 * time.Second, WriteTimeout: 6 * time.Second,
		TicketLifetime: 7 * time.Second, Drain: 8 * time.Second, Compress: true,
	}, o)
}

func TestUsage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "tokens")
	require.NoError(t, os.WriteFile(file, []byte("ok:publish:x\nbob:everything:hunter2\n"), 0o600))
	for want, args := range map[string][]string{
		"there is no token":           {},
		"unknown flag":                {"--nonsense"},
		"unknown command":             {"nonsense"},
		"--token number 2":            {"--token", "a:publish:x", "--token", "a:publish"},
		`right "read"`:                {"--token", "a:read:hunter2"},
		"line 2":                      {"--tokens", file},
		"no such file":                {"--tokens", file + "x"},
		`policy "x"`:                  {"--token", "a:publish:x", "--policy", "x"},
		"queue is 0":                  {"--token", "a:publish:x", "--queue", "0"},
		"write-timeout is -1s":        {"--token", "a:publish:x", "--write-timeout", "-1s"},
		"idle is 5s":                  {"--token", "a:publish:x", "--idle", "5s"},
		"log-bytes is 100":            {"--token", "a:publish:x", "--log-bytes", "100"},
		"first-id is":                 {"--token", "a:publish:x", "--first-id", "9007199254740992"},
		"--log-level":                 {"--token", "a:publish:x", "--log-level", "loud"},
		"invalid argument \"x\" for ": {"--token", "a:publish:x", "--max-clients", "x"},
	} {
		code, _, stdout, stderr := run(args...)
		require.Equal(t, 2, code, "%v", args)
		require.Contains(t, stderr, want, "%v", args)
		require.Empty(t, stdout)
		require.NotContains(t, stderr, "hunter2", "a secret")
	}
}

func TestAnAddressThatCannotBeHad(t *testing.T) {
	code, _, _, stderr := run("--token", "a:publish:x", "--addr", "256.0.0.1:1")
	require.Equal(t, 1, code)
	require.True(t, strings.HasPrefix(stderr, "notify: listen"), stderr)
}

func TestNoTokens(t *testing.T) {
	code, o, _, stderr := run("--insecure-no-tokens")
	require.Zero(t, code, stderr)
	require.True(t, o.NoTokens)
}
