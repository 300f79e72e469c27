package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAGroupReportsOneOfSeveral(t *testing.T) {
	machines := []string{"a", "b", "c"}
	err := firstOnly(machines)
	require.ErrorIs(t, err, errDisk)
	require.NotErrorIs(t, err, context.Canceled)

	err = all(t.Context(), upload, machines)
	require.EqualError(t, err, "upload to a: disk is broken\nupload to b: disk is broken")

	stopped, stop := context.WithCancel(t.Context())
	stop()
	require.ErrorIs(t, all(stopped, upload, []string{"c"}), context.Canceled, "nothing was uploaded, and that is an error")

	done, stop := context.WithCancel(t.Context())
	late := func(context.Context, string) error { stop(); return nil }
	require.NoError(t, all(done, late, machines), "everything was uploaded")

	itself := func(context.Context, string) error { return context.Canceled }
	require.ErrorIs(t, all(t.Context(), itself, machines), context.Canceled, "nobody else has cancelled it")
}
