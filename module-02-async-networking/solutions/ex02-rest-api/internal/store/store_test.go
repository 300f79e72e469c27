package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// openers are the stores; what both promise is tested with both.
var openers = map[string]func(context.Context, Config) (Store, error){
	"plain": func(ctx context.Context, c Config) (Store, error) { return OpenPlain(ctx, c) },
	"batch": func(ctx context.Context, c Config) (Store, error) { return OpenBatch(ctx, c) },
}

func config(t *testing.T) Config {
	return Config{Path: filepath.Join(t.TempDir(), "a ?%b.db"), Sync: "normal", BusyTimeout: time.Second, Queue: 100, MaxBatch: 10}
}

// eachStore gives f a store that has one user, ann.
func eachStore(t *testing.T, f func(*testing.T, Store)) {
	for name, open := range openers {
		t.Run(name, func(t *testing.T) {
			s, err := open(t.Context(), config(t))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, s.Close()) })
			require.NoError(t, addUser(t, s, "ann"))
			f(t, s)
		})
	}
}

func addUser(t *testing.T, s Store, name string) error {
	return s.Write(t.Context(), func(tx *Tx) error {
		_, err := tx.AddUser(name, false, []byte(name))
		return err
	})
}

func users(t *testing.T, s Store) []string {
	t.Helper()
	var names []string
	require.NoError(t, s.Read(t.Context(), func(tx *Tx) error {
		list, err := tx.Users("", 1000)
		for _, u := range list {
			names = append(names, u.Name)
		}
		return err
	}))
	return names
}

func TestAnErrorUndoesAll(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		wrong := errors.New("wrong")
		for _, fail := range []func(*Tx) error{
			func(*Tx) error { return wrong },
			func(*Tx) error { panic(wrong) },
			func(tx *Tx) error { _, err := tx.AddUser("ann", false, []byte("x")); return err },
		} {
			require.Error(t, s.Write(t.Context(), func(tx *Tx) error {
				_, err := tx.AddUser("bo", false, []byte("bo"))
				require.NoError(t, err)
				return fail(tx)
			}))
			require.Equal(t, []string{"ann"}, users(t, s))
		}
		err := s.Write(t.Context(), func(*Tx) error { panic("x") })
		p, ok := errors.AsType[*Panic](err)
		require.True(t, ok)
		require.Equal(t, "x", p.Value)
		require.ErrorIs(t, addUser(t, s, "ann"), ErrTaken)
		require.NoError(t, addUser(t, s, "bo"))
	})
}

func TestReadsCannotWrite(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		for range 2 * readers() { // each of the connections
			require.ErrorIs(t, s.Read(t.Context(), func(tx *Tx) error {
				_, err := tx.AddUser("bo", false, []byte("bo"))
				return err
			}), ErrReadOnly)
		}
		require.Equal(t, []string{"ann"}, users(t, s))
	})
}

// A read sees one state, though writes are committed meanwhile.
func TestAReadSeesOneState(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		require.NoError(t, s.Read(t.Context(), func(tx *Tx) error {
			before, err := tx.Users("", 10)
			require.NoError(t, err)
			require.NoError(t, addUser(t, s, "bo"))
			after, err := tx.Users("", 10)
			require.Equal(t, before, after)
			return err
		}))
		require.Equal(t, []string{"ann", "bo"}, users(t, s))
	})
}

func TestAContextThatHasEnded(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := s.Write(ctx, func(tx *Tx) error { _, err := tx.AddUser("bo", false, []byte("bo")); return err })
		if err != nil { // a writer that is idle may take it first
			require.ErrorIs(t, err, ErrTimeout)
			require.Equal(t, []string{"ann"}, users(t, s))
		}
		require.NoError(t, addUser(t, s, "cy"))
	})
}

// hold occupies the writer until release is called.
func hold(t *testing.T, s Store) (release func()) {
	t.Helper()
	begun, end, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- s.Write(context.Background(), func(*Tx) error {
			close(begun)
			<-end
			return nil
		})
	}()
	<-begun
	return sync.OnceFunc(func() {
		close(end)
		require.NoError(t, <-done)
	})
}

func TestWaitingIsBoundedAndCanBeLeft(t *testing.T) {
	for name, open := range openers {
		t.Run(name, func(t *testing.T) {
			c := config(t)
			c.Queue = 3
			s, err := open(t.Context(), c)
			require.NoError(t, err)
			release := hold(t, s)
			ctx, cancel := context.WithCancel(t.Context())
			results := make(chan error, 10)
			for n := range 10 {
				go func() {
					results <- s.Write(ctx, func(tx *Tx) error {
						_, err := tx.AddUser(fmt.Sprint("u", n), false, fmt.Append(nil, n))
						return err
					})
				}()
			}
			for range 7 { // more than three can't wait
				require.ErrorIs(t, <-results, ErrQueueFull)
			}
			cancel()
			for range 3 {
				require.ErrorIs(t, <-results, ErrTimeout)
			}
			release()
			require.Empty(t, users(t, s), "nothing of those that left")
			require.NoError(t, s.Close())
		})
	}
}

// A database that another process has locked.
func TestALock(t *testing.T) {
	for name, open := range openers {
		t.Run(name, func(t *testing.T) {
			c := config(t)
			c.BusyTimeout = time.Millisecond
			s, err := open(t.Context(), c)
			require.NoError(t, err)
			other := connect(c, forWriting)
			tx, err := other.Begin()
			require.NoError(t, err)
			require.ErrorIs(t, addUser(t, s, "ann"), ErrBusy)
			require.NoError(t, tx.Rollback())
			require.NoError(t, addUser(t, s, "ann"))
			require.NoError(t, other.Close())
			require.NoError(t, s.Close())
		})
	}
}

// An error that makes SQLite roll back by itself leaves a store that works.
func TestARollbackOfSQLitesOwn(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		err := s.Write(t.Context(), func(tx *Tx) error {
			if _, err := tx.AddUser("bo", false, []byte("bo")); err != nil {
				return err
			}
			return tx.exec(`INSERT OR ROLLBACK INTO users (name, token_hash, created_at) VALUES ('ann', x'00', 0)`)
		})
		require.ErrorIs(t, err, ErrTaken)
		require.Equal(t, []string{"ann"}, users(t, s))
		require.NoError(t, addUser(t, s, "bo"))
	})
}

func TestReadOnlyIsSaid(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		require.NoError(t, s.Write(t.Context(), func(tx *Tx) error { return tx.exec("PRAGMA query_only = ON") }))
		require.ErrorIs(t, addUser(t, s, "bo"), ErrReadOnly)
	})
}

func TestManyOpenANewDatabaseAtOnce(t *testing.T) {
	c := config(t)
	c.BusyTimeout = 10 * time.Second
	var wg sync.WaitGroup
	errs := make(chan error, 8)
	for range cap(errs) {
		wg.Go(func() {
			s, err := OpenPlain(t.Context(), c)
			if err == nil {
				err = s.Close()
			}
			errs <- err
		})
	}
	wg.Wait()
	for range cap(errs) {
		require.NoError(t, <-errs)
	}
}
