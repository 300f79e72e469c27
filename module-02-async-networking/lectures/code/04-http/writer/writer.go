// Package writer lets one goroutine write to a database, many changes in a
// transaction.
package writer

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/jmoiron/sqlx"
)

var (
	// ErrFull is returned when as many changes wait as may.
	ErrFull = errors.New("too many changes wait")
	// ErrClosed is returned for changes that come after Close.
	ErrClosed = errors.New("the writer is closed")
)

// A Writer makes changes, one after the other. While a transaction is being
// committed, changes gather; the next takes all of them.
type Writer struct {
	db *sqlx.DB

	mu     sync.RWMutex // held while a job is put in
	closed bool

	queue chan job
	done  chan struct{}
}

type job struct {
	change func(*sqlx.Tx) error
	result chan error // has room for one
}

// New returns a writer in whose queue room changes may wait. The database should
// begin its transactions by BEGIN IMMEDIATE, and be synchronous=FULL if a change
// that was reported must survive a power failure.
func New(db *sqlx.DB, room int) *Writer {
	w := &Writer{db: db, queue: make(chan job, room), done: make(chan struct{})}
	go w.run()
	return w
}

// Do returns nil when the change is committed, and an error when nothing of it is.
// It never waits for a place in the queue. If ctx ends first, Do returns its cause,
// and the change may still be made.
func (w *Writer) Do(ctx context.Context, change func(*sqlx.Tx) error) error {
	j := job{change, make(chan error, 1)}
	if err := w.put(j); err != nil {
		return err
	}
	select {
	case err := <-j.result:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (w *Writer) put(j job) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return ErrClosed
	}
	select {
	case w.queue <- j:
		return nil
	default:
		return ErrFull
	}
}

// Close makes the changes that wait, and returns when the goroutine has ended.
func (w *Writer) Close() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.done
}

func (w *Writer) run() {
	defer close(w.done)
	for first := range w.queue {
		jobs := []job{first}
		for range len(w.queue) {
			jobs = append(jobs, <-w.queue)
		}
		w.commit(jobs)
	}
}

// commit answers each job after the transaction's end: with its own error, or
// else with the transaction's.
func (w *Writer) commit(jobs []job) {
	results := make([]error, len(jobs))
	err := w.transact(jobs, results)
	for i, j := range jobs {
		if results[i] == nil {
			results[i] = err
		}
		j.result <- results[i]
	}
}

func (w *Writer) transact(jobs []job, results []error) error {
	tx, err := w.db.Beginx()
	if err != nil {
		return err
	}
	for i, j := range jobs {
		if results[i], err = savepoint(tx, j.change); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

// savepoint makes one change. Its failure undoes that change alone and is the
// result; the other error is the transaction's.
func savepoint(tx *sqlx.Tx, change func(*sqlx.Tx) error) (result, err error) {
	if _, err := tx.Exec("SAVEPOINT change"); err != nil {
		return nil, err
	}
	if result = safely(change, tx); result != nil {
		if _, err := tx.Exec("ROLLBACK TO change"); err != nil {
			return result, errors.Join(result, err) // all is rolled back, on a full disk say
		}
	}
	_, err = tx.Exec("RELEASE change")
	return result, err
}

// safely makes a panic an error. Here is no net/http above that would catch it.
func safely(change func(*sqlx.Tx) error, tx *sqlx.Tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return change(tx)
}
