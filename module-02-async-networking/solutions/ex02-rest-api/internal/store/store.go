// Package store keeps the tracker's data in SQLite, through sqlx.
//
// What runs in a transaction is a function of a [Tx]. Two stores run it, and the
// functions can't tell which:
//
//   - [OpenPlain]: a transaction for each request, as one would write it first.
//   - [OpenBatch]: one goroutine writes, and commits all requests that wait in
//     one transaction, each in a savepoint; reads go over prepared statements.
//
// Both promise:
//
//  1. When Write returns nil, what the function did is committed, and with
//     Sync "full" it survives a loss of power.
//  2. When Write returns an error, nothing of it is in the database.
//  3. Writes are one after the other. A function sees all that was written
//     before it, and nothing of those that failed.
//  4. Read sees one state of the database from its beginning to its end.
//  5. At most Config.Queue writes wait; one more is ErrQueueFull at once.
//  6. A context that ends while a write waits is ErrTimeout, and the function
//     does not run.
package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// A Store runs functions in transactions. Its methods may be called from many
// goroutines.
type Store interface {
	// Read calls f once, in a transaction that can't write.
	Read(ctx context.Context, f func(*Tx) error) error
	// Write calls f in a transaction that is committed if f returns nil and
	// rolled back otherwise, also if it panics; the panic is an error then. It
	// may call f again after a rollback, so f must set what it leaves behind
	// anew. f must not wait for anything but the database.
	Write(ctx context.Context, f func(*Tx) error) error
	// Present is ErrGone when the database's file was removed or replaced.
	Present() error
	// Stats may be called at any time.
	Stats() Stats
	// Close waits for what has begun and closes the database. A Write that comes
	// later is an ErrUnavailable; nobody may call Read or Close any more.
	Close() error
}

// Stats are counters since the start.
type Stats struct {
	Waiting int   // writes that wait now
	Commits int64 // transactions committed
	Writes  int64 // functions whose work is in them
}

// A Tx is one transaction. It belongs to the function that it is given to.
type Tx struct {
	ctx context.Context
	db  runner
	now Time
}

// Now is the time at which the transaction began to be worked on. All that it
// writes bears this time.
func (tx *Tx) Now() Time { return tx.now }

// runner is what sqlx's Tx and our prepared statements have in common. Scanning
// and named columns are sqlx's.
type runner interface {
	sqlx.ExecerContext
	GetContext(ctx context.Context, dest any, query string, args ...any) error
	SelectContext(ctx context.Context, dest any, query string, args ...any) error
}

func (tx *Tx) get(dest any, query string, args ...any) error {
	return classify(tx.db.GetContext(tx.ctx, dest, query, args...))
}

func (tx *Tx) list(dest any, query string, args ...any) error {
	return classify(tx.db.SelectContext(tx.ctx, dest, query, args...))
}

func (tx *Tx) exec(query string, args ...any) error {
	_, err := tx.db.ExecContext(tx.ctx, query, args...)
	return classify(err)
}

// insert returns the new row's id.
func (tx *Tx) insert(query string, args ...any) (int64, error) {
	result, err := tx.db.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, classify(err)
	}
	return result.LastInsertId()
}

// Time is a point in time, in microseconds since 1970, UTC.
type Time int64

func now() Time { return Time(time.Now().UnixMicro()) }

// MarshalText returns it as RFC 3339 with six digits of the second.
func (t Time) MarshalText() ([]byte, error) {
	return time.UnixMicro(int64(t)).UTC().AppendFormat(nil, "2006-01-02T15:04:05.000000Z"), nil
}
