package main

import (
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTarget(t *testing.T) {
	u := newUser(t)
	u.succeeds(words("start echo"))
	u.fails(2, words("check --target nonsense"), "HOST:PORT is wanted")
	u.fails(1, words("check --target 127.0.0.1:1"), "echo, at 127.0.0.1:1", "the server listens")
	u.succeeds(words("check --target "+echoServer(t)), "ok     1  send",
		"skipped  stops on SIGTERM: it stops the program", "skipped  comes back after a crash: it kills", "1 of 1 stages", "(2 checks in")

	const checks = "module-01-demo/solutions/ex02-echo/stage01_echo_test.go"
	u.write(checks, strings.ReplaceAll(u.read(checks), `Start(t, "echod")`, `Start(t, "echod", "--loud")`))
	u.fails(1, words("check --target "+echoServer(t)), "skip   1  send", "none of its checks fits a program that runs already",
		"skipped  sends back a line: it starts echod with --loud", "0 of 1 stages")
	require.Equal(t, checkReport{Outcome: "not run", Of: 1}, u.counts("check", "--json", "--target", "127.0.0.1:1"))
}

// echoServer returns the address of something already running.
func echoServer(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var clients sync.WaitGroup
	clients.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			clients.Go(func() {
				_, err := io.Copy(c, c)
				assert.NoError(t, errors.Join(err, c.Close()))
			})
		}
	})
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		clients.Wait()
	})
	return l.Addr().String()
}
