package writer

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"systems.course/module02/04-http/lite"
)

func insert(n int) func(*sqlx.Tx) error {
	return func(tx *sqlx.Tx) error {
		_, err := tx.Exec("INSERT INTO t VALUES (?)", n)
		return err
	}
}

func TestOneFailureIsOneFailure(t *testing.T) {
	require.NoError(t, lite.With("_txlock=immediate", "CREATE TABLE t (n INTEGER UNIQUE)", func(db *sqlx.DB) error {
		w := New(db, 100)
		results := make([]error, 60)
		var all sync.WaitGroup
		for i := range results {
			all.Go(func() {
				results[i] = w.Do(t.Context(), func(tx *sqlx.Tx) error {
					if err := insert(i)(tx); err != nil {
						return err
					}
					switch i % 3 {
					case 1:
						return errors.New("refused")
					case 2:
						panic("broken")
					}
					return nil
				})
			})
		}
		all.Wait()
		w.Close()
		for i, err := range results {
			require.Equal(t, i%3 == 0, err == nil, "%d: %v", i, err)
		}
		var there []int
		require.NoError(t, db.Select(&there, "SELECT n FROM t ORDER BY n"))
		require.Len(t, there, 20)
		for i, n := range there {
			require.Equal(t, 3*i, n)
		}
		return nil
	}))
}

func TestAFullQueueRefuses(t *testing.T) {
	require.NoError(t, lite.With("_txlock=immediate", "CREATE TABLE t (n INTEGER)", func(db *sqlx.DB) error {
		w := New(db, 1)
		began, end := make(chan struct{}), make(chan struct{})
		results := make(chan error, 2)
		go func() {
			results <- w.Do(t.Context(), func(*sqlx.Tx) error { close(began); <-end; return nil })
		}()
		<-began
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errors.New("gone"))
		require.ErrorContains(t, w.Do(ctx, insert(1)), "gone") // it waits in the queue
		require.ErrorIs(t, w.Do(t.Context(), insert(2)), ErrFull)
		close(end)
		require.NoError(t, <-results)
		w.Close()
		w.Close()
		require.ErrorIs(t, w.Do(t.Context(), insert(3)), ErrClosed)
		var there []int
		require.NoError(t, db.Select(&there, "SELECT n FROM t"))
		require.Equal(t, []int{1}, there, "nobody waited for it, and it was made")
		return nil
	}))
}

func TestWhatIsTooLargeTakesItsBatchAlong(t *testing.T) {
	require.NoError(t, lite.With("_txlock=immediate", "CREATE TABLE t (n BLOB); PRAGMA max_page_count = 20", func(db *sqlx.DB) error {
		db.SetMaxOpenConns(1) // the pragma is this connection's
		w := New(db, 1)
		defer w.Close()
		err := w.Do(t.Context(), func(tx *sqlx.Tx) error {
			_, err := tx.Exec("INSERT INTO t VALUES (zeroblob(200000))")
			return err
		})
		require.Equal(t, "SQLITE_FULL", lite.Code(err), "%v", err)
		return w.Do(t.Context(), insert(1))
	}))
}
