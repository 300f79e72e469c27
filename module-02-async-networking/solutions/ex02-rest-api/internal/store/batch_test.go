package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func openBatch(t *testing.T, c Config) *Batch {
	t.Helper()
	b, err := OpenBatch(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b
}

// queueUp has f run for each of n writes, in one batch: they wait behind one that
// holds the writer until all are there.
func queueUp(t *testing.T, b *Batch, n int, f func(n int, tx *Tx) error) []error {
	t.Helper()
	release := hold(t, b)
	results := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { results[i] = b.Write(context.Background(), func(tx *Tx) error { return f(i, tx) }) })
	}
	for b.Stats().Waiting < n {
	}
	release()
	wg.Wait()
	return results
}

func add(tx *Tx, name string) error {
	_, err := tx.AddUser(name, false, []byte(name))
	return err
}

func TestOneCommitForAllThatWait(t *testing.T) {
	c := config(t)
	c.MaxBatch = 100
	b := openBatch(t, c)
	before := b.Stats()
	for _, err := range queueUp(t, b, 50, func(n int, tx *Tx) error { return add(tx, fmt.Sprint("u", n)) }) {
		require.NoError(t, err)
	}
	require.Len(t, users(t, b), 50)
	after := b.Stats()
	require.EqualValues(t, 2, after.Commits-before.Commits, "the one that held the writer, and all others")
	require.EqualValues(t, 51, after.Writes-before.Writes)
}

// In one transaction, those that fail undo their own work only.
func TestOneFailureDoesNotSinkTheRest(t *testing.T) {
	c := config(t)
	c.MaxBatch = 100
	b := openBatch(t, c)
	wrong := errors.New("wrong")
	results := queueUp(t, b, 40, func(n int, tx *Tx) error {
		if err := add(tx, fmt.Sprintf("u%02d", n)); err != nil {
			return err
		}
		switch n % 4 {
		case 1:
			return wrong
		case 2:
			panic(wrong)
		case 3:
			return add(tx, fmt.Sprintf("u%02d", n)) // taken
		}
		return nil
	})
	var want []string
	for n, err := range results {
		switch n % 4 {
		case 0:
			require.NoError(t, err)
			want = append(want, fmt.Sprintf("u%02d", n))
		case 1:
			require.ErrorIs(t, err, wrong)
		case 2:
			_, ok := errors.AsType[*Panic](err)
			require.True(t, ok)
		case 3:
			require.ErrorIs(t, err, ErrTaken)
		}
	}
	require.Equal(t, want, users(t, b))
}

// Where one makes SQLite roll all back, the others are tried again, alone.
func TestAFailureOfTheWholeIsTriedOneByOne(t *testing.T) {
	c := config(t)
	c.MaxBatch = 100
	b := openBatch(t, c)
	results := queueUp(t, b, 20, func(n int, tx *Tx) error {
		if n == 7 {
			return tx.exec(`INSERT OR ROLLBACK INTO users (name, token_hash, created_at) VALUES (NULL, x'00', 0)`)
		}
		return add(tx, fmt.Sprint("u", n))
	})
	for n, err := range results {
		require.Equal(t, n == 7, err != nil, "%d: %v", n, err)
	}
	require.Len(t, users(t, b), 19)
}

// A full database refuses what has no room, and takes what has.
func TestAFullDatabaseInABatch(t *testing.T) {
	c := config(t)
	c.MaxBatch, c.MaxSize = 100, 200<<10
	b := openBatch(t, c)
	results := queueUp(t, b, 20, func(n int, tx *Tx) error {
		size := 10
		if n%2 == 0 {
			size = 60 << 10
		}
		_, err := tx.AddUser(fmt.Sprintf("u%02d", n), false, fmt.Appendf(nil, "%0*d", size, n))
		return err
	})
	made := 0
	for n, err := range results {
		if err == nil {
			made++
			continue
		}
		require.ErrorIs(t, err, ErrFull)
		require.Zero(t, n%2, "the small ones have room")
	}
	require.GreaterOrEqual(t, made, 10)
	require.Less(t, made, 20)
	require.Len(t, users(t, b), made)
}

// Nobody is answered before the commit: another connection sees the row at once.
func TestAnswersComeAfterTheCommit(t *testing.T) {
	c := config(t)
	b := openBatch(t, c)
	other := connect(c, forReading)
	t.Cleanup(func() { require.NoError(t, other.Close()) })
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			for k := range 20 {
				name := fmt.Sprintf("u%d-%d", n, k)
				if err := addUser(t, b, name); err != nil {
					t.Errorf("%s: %v", name, err)
					return
				}
				var found int
				if err := other.Get(&found, `SELECT count(*) FROM users WHERE name = ?`, name); err != nil || found != 1 {
					t.Errorf("%s: %d %v", name, found, err)
				}
			}
		})
	}
	wg.Wait()
}

// Those that wait while the store is closed have their answer, and later ones too.
func TestCloseAnswersAll(t *testing.T) {
	b, err := OpenBatch(t.Context(), config(t))
	require.NoError(t, err)
	release := hold(t, b)
	results := make(chan error, 20)
	for n := range cap(results) {
		go func() { results <- addUser(t, b, fmt.Sprint("u", n)) }()
	}
	closed := make(chan error, 1)
	go func() { closed <- b.Close() }()
	release()
	require.NoError(t, <-closed)
	for range cap(results) {
		if err := <-results; err != nil {
			require.ErrorIs(t, err, ErrClosed)
		}
	}
	require.ErrorIs(t, addUser(t, b, "late"), ErrClosed)
}

func TestStatementsAreBounded(t *testing.T) {
	b := openBatch(t, config(t))
	require.NoError(t, b.Write(t.Context(), func(tx *Tx) error {
		for n := range 2 * maxStatements {
			var got int
			if err := tx.get(&got, fmt.Sprintf(`SELECT %d`, n)); err != nil || got != n {
				return fmt.Errorf("%d: %d %w", n, got, err)
			}
		}
		if kept := len(tx.db.(*prepared).statements); kept > maxStatements {
			return fmt.Errorf("%d are kept", kept)
		}
		return nil
	}))
}
