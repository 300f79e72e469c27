package main

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/module02/03-tcp/loopback"
)

func TestAReadIsAMessageOnlyWhileTheSenderWaits(t *testing.T) {
	require.NoError(t, loopback.Connect(func(client, server *net.TCPConn) error {
		n, err := tested(client, server)
		require.Equal(t, counts{messages, messages, 0}, n)
		return err
	}))
	require.NoError(t, loopback.Connect(func(client, server *net.TCPConn) error {
		n, err := deployed(client, server)
		require.Less(t, n.reads, messages/10)
		require.Positive(t, n.ragged)
		return err
	}))
}
