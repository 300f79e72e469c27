package cli_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"systems.course/confctl/cli"
)

// terminal opens a terminal, and the side from which one sees what is on it.
func terminal(t *testing.T) (screen, tty *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("no terminal can be made here: %v", err)
	}
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, screen.Close()) })
	require.NoError(t, unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	return screen, tty
}

// TestExcerptOnATerminal has an excerpt for one problem, and none for the line of
// a key that the schema doesn't have.
func TestExcerptOnATerminal(t *testing.T) {
	w := newWorld(t, map[string]string{"shop.toml": "pasword = \"hunter2\"\n[server]\nport = \"x\" # mine\n"})
	screen, tty := terminal(t)
	code := cli.Main(cli.Process{Args: []string{"validate"}, Environ: w.env, Stdin: strings.NewReader(""), Stdout: tty, Stderr: io.Discard})
	require.NoError(t, tty.Close())
	require.Equal(t, 1, code)
	text, err := io.ReadAll(screen)
	if !errors.Is(err, syscall.EIO) { // what Linux says when the terminal is gone
		require.NoError(t, err)
	}
	require.Equal(t, `shop.toml:1:1: pasword: found a key that the schema doesn't have; did you mean password?
shop.toml:3:8: server.port: found the string "x", allowed an int of at most 65535
  | port = "x" # mine
  |        ^
`, strings.ReplaceAll(string(text), "\r\n", "\n"))
}
