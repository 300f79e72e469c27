package store

import (
	"context"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A cutoff is a context that ends when somebody asks for the n-th time whether it
// has.
type cutoff struct {
	context.Context
	n     atomic.Int64
	ended chan struct{}
}

func (c *cutoff) Done() <-chan struct{} {
	if c.n.Add(-1) == 0 {
		close(c.ended)
	}
	return c.ended
}

func (c *cutoff) Err() error {
	select {
	case <-c.ended:
		return context.Canceled
	default:
		return nil
	}
}

// Wherever opening is broken off, it returns, and leaves nothing locked.
func TestOpeningCanBeBrokenOffAnywhere(t *testing.T) {
	c := config(t)
	for name, open := range openers {
		t.Run(name, func(t *testing.T) {
			broken := 0
			for n := int64(1); ; n++ {
				require.Less(t, n, int64(1000))
				ctx := &cutoff{Context: context.Background(), ended: make(chan struct{})}
				ctx.n.Store(n)
				returned := make(chan error, 1)
				go func() {
					s, err := open(ctx, c)
					if err == nil {
						err = s.Close()
					}
					returned <- err
				}()
				select {
				case err := <-returned:
					if err == nil {
						require.Positive(t, broken)
						return
					}
					require.ErrorIs(t, err, ErrTimeout)
					broken++
				case <-time.After(time.Minute):
					t.Fatalf("broken off at %d, it doesn't return", n)
				}
			}
		})
	}
}

// reading holds another process's read of the database until release is called.
func reading(t *testing.T, c Config) (release func()) {
	t.Helper()
	other := connect(c, forReading)
	tx, err := other.Begin()
	require.NoError(t, err)
	var n int
	require.NoError(t, tx.QueryRow(`SELECT count(*) FROM users`).Scan(&n))
	return func() {
		require.NoError(t, tx.Rollback())
		require.NoError(t, other.Close())
	}
}

// While somebody reads, as a backup does, the log can't be moved whole. A guest
// doesn't try, since the server couldn't write meanwhile; the server says so.
func TestALogThatSomebodyReads(t *testing.T) {
	c := config(t)
	c.BusyTimeout = time.Millisecond
	server, err := OpenPlain(t.Context(), c)
	require.NoError(t, err)
	require.NoError(t, addUser(t, server, "ann"))
	release := reading(t, c)
	require.NoError(t, addUser(t, server, "bo"))

	asGuest := c
	asGuest.Guest, asGuest.BusyTimeout = true, time.Hour
	guest, err := OpenPlain(t.Context(), asGuest)
	require.NoError(t, err)
	require.NoError(t, addUser(t, guest, "cy"))
	closed := make(chan error, 1)
	go func() { closed <- guest.Close() }()
	select {
	case err := <-closed:
		require.NoError(t, err)
	case <-time.After(time.Minute):
		t.Fatal("the guest waits for a read that isn't its own")
	}
	require.NoError(t, addUser(t, server, "dy"))

	require.ErrorIs(t, server.Close(), ErrBusy)
	require.FileExists(t, c.Path+"-wal")
	release()
	again, err := OpenPlain(t.Context(), c)
	require.NoError(t, err)
	require.Equal(t, []string{"ann", "bo", "cy", "dy"}, users(t, again))
	require.NoError(t, again.Close())
	_, err = os.Stat(c.Path + "-wal")
	require.ErrorIs(t, err, os.ErrNotExist)
}

// A database of a later release is not touched.
func TestANewerSchemaIsRefused(t *testing.T) {
	c := config(t)
	s, err := OpenPlain(t.Context(), c)
	require.NoError(t, err)
	require.NoError(t, s.Write(t.Context(), func(tx *Tx) error {
		return tx.exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	}))
	require.NoError(t, s.Close())
	for _, open := range openers {
		_, err := open(t.Context(), c)
		require.ErrorContains(t, err, "schema 99")
	}
}

// A clock that was set back doesn't make a project older than it was.
func TestATimeDoesNotRunBackwards(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		p := Project{Key: "shop", Name: "Shop"}
		var later Time
		require.NoError(t, s.Write(t.Context(), func(tx *Tx) error {
			ann, err := tx.User("ann")
			if err != nil {
				return err
			}
			p.OwnerID = ann.ID
			if err := tx.AddProject(&p); err != nil {
				return err
			}
			later = p.UpdatedAt + Time(time.Hour.Microseconds())
			p.UpdatedAt = later
			return tx.UpdateProject(&p)
		}))
		require.Equal(t, later, p.UpdatedAt)
	})
}

// Every list of issues follows an index in its own order, whatever it filters: it
// never sorts, and a page costs no more for what comes before it.
func TestListsFollowAnIndex(t *testing.T) {
	s, err := OpenPlain(t.Context(), config(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	for _, sort := range []string{"created", "updated", "number"} {
		for _, l := range []IssueList{
			{}, {State: Open}, {Labels: []string{"ui", "bug"}}, {Assignee: "ann"}, {Unassigned: true}, {Text: "x"},
			{State: Closed, Labels: []string{"ui"}, Assignee: "ann", Text: "x"},
		} {
			for _, after := range []*IssueKey{nil, {Value: 5, Number: 5}} {
				for _, descending := range []bool{false, true} {
					l.Sort, l.After, l.Descending, l.Limit = sort, after, descending, 20
					plan := planOf(t, s, l)
					require.NotContains(t, plan, "FOR ORDER BY", "%+v", l)
					if after != nil {
						require.Regexp(t, `SEARCH i USING INDEX \w+ \(project_id=\? AND .*number`, plan, "%+v", l)
					}
				}
			}
		}
	}
}

func planOf(t *testing.T, s *Plain, l IssueList) string {
	t.Helper()
	query, args := l.query()
	var steps []struct {
		ID, Parent, Notused int
		Detail              string
	}
	require.NoError(t, s.db.read.Select(&steps, "EXPLAIN QUERY PLAN "+query, args...))
	var plan []string
	for _, step := range steps {
		plan = append(plan, step.Detail)
	}
	return strings.Join(plan, "\n")
}
