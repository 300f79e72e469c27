package main

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"systems.course/module02/04-http/lite"
	"systems.course/module02/04-http/writer"
)

// How much faster is the machine's affair; that nothing is missing isn't.
func TestBothMakeAllChanges(t *testing.T) {
	require.NoError(t, lite.With("_txlock=immediate", "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)", func(db *sqlx.DB) error {
		db.SetMaxOpenConns(1)
		w := writer.New(db, callers)
		var made atomic.Int64
		require.NoError(t, all(func() error { made.Add(1); return alone(db) }))
		require.NoError(t, all(func() error { made.Add(1); return w.Do(context.Background(), change) }))
		w.Close()
		var there int64
		require.NoError(t, db.Get(&there, "SELECT count(*) FROM notes"))
		require.Equal(t, made.Load(), there)
		require.EqualValues(t, 2*callers*each, there)
		return nil
	}))
}
