package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"

	"github.com/jmoiron/sqlx"
)

// Plain is the store with a transaction for each request.
type Plain struct {
	db      *databases
	places  chan struct{} // holds one for each write that waits, and for the one that runs
	commits atomic.Int64
}

// OpenPlain opens the database, and makes it if there is none.
func OpenPlain(ctx context.Context, c Config) (*Plain, error) {
	db, err := open(ctx, c)
	if err != nil {
		return nil, err
	}
	return &Plain{db: db, places: make(chan struct{}, 1+max(1, c.Queue))}, nil
}

// Read is Store's.
func (p *Plain) Read(ctx context.Context, f func(*Tx) error) error {
	return transact(ctx, p.db.read, f)
}

// Write is Store's. Writers wait for the pool's one connection.
func (p *Plain) Write(ctx context.Context, f func(*Tx) error) error {
	select {
	case p.places <- struct{}{}:
		defer func() { <-p.places }()
	default:
		return ErrQueueFull
	}
	err := transact(ctx, p.db.write, func(tx *Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return p.db.present()
	})
	if err != nil {
		return err
	}
	p.commits.Add(1)
	return nil
}

// transact runs f between BEGIN and COMMIT. If ctx ends meanwhile, database/sql
// rolls back.
func transact(ctx context.Context, db *sqlx.DB, f func(*Tx) error) error {
	sqltx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return classify(err)
	}
	if err := call(f, &Tx{ctx: ctx, db: sqltx, now: now()}); err != nil {
		if errBack := sqltx.Rollback(); errBack != nil && !errors.Is(errBack, sql.ErrTxDone) {
			err = errors.Join(err, fmt.Errorf("rollback: %w", errBack))
		}
		return err
	}
	return classify(sqltx.Commit())
}

// A Panic is the error of a function that panicked.
type Panic struct {
	Value any
	Stack []byte
}

func (p *Panic) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

// call turns a panic of f into a *Panic.
func call(f func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Panic{Value: v, Stack: debug.Stack()}
		}
	}()
	return f(tx)
}

// Present is Store's.
func (p *Plain) Present() error { return p.db.present() }

// Stats is Store's.
func (p *Plain) Stats() Stats {
	n := p.commits.Load()
	return Stats{Waiting: max(0, len(p.places)-1), Commits: n, Writes: n}
}

// Close is Store's.
func (p *Plain) Close() error {
	// Taking all the places lets those who have one finish, and nobody else in.
	for range cap(p.places) {
		p.places <- struct{}{}
	}
	return p.db.close()
}
