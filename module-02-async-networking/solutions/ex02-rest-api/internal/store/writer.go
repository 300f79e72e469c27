package store

import (
	"context"
	"errors"
	"fmt"
)

// A writer is the goroutine that owns the connection for writing.
type writer struct {
	conn  *prepared
	batch *Batch
	limit int // jobs in one transaction
}

// run commits batches until the store is closed, and then what is in the queue.
func (w *writer) run() {
	defer close(w.batch.done)
	for {
		select {
		case j := <-w.batch.queue:
			w.commit(w.gather(j))
			continue
		case <-w.batch.stop:
		}
		select {
		case j := <-w.batch.queue:
			w.commit(w.gather(j))
		default:
			w.batch.errStop = w.conn.close()
			return
		}
	}
}

// gather takes what waits, up to the limit, and leaves out those whose clients
// have left.
func (w *writer) gather(first *job) []*job {
	var jobs []*job
	add := func(j *job) {
		if j.state.CompareAndSwap(waiting, taken) {
			jobs = append(jobs, j)
		}
	}
	add(first)
	for len(jobs) < w.limit {
		select {
		case j := <-w.batch.queue:
			add(j)
		default:
			return jobs
		}
	}
	return jobs
}

// commit runs the jobs in one transaction and answers each after its end. If the
// transaction as a whole fails, on a full disk say, each of its jobs is tried
// alone: the one that was too large must not take the others with it.
func (w *writer) commit(jobs []*job) {
	if len(jobs) == 0 {
		return
	}
	// Without a lock none of them can do anything, and to try each alone would
	// be to wait for the lock as many times.
	if err := w.conn.control("BEGIN IMMEDIATE"); err != nil {
		w.answer(jobs, make([]error, len(jobs)), err)
		return
	}
	results, err := w.transact(jobs)
	if err != nil && len(jobs) > 1 {
		for _, j := range jobs {
			w.commit([]*job{j})
		}
		return
	}
	if err == nil {
		w.batch.commits.Add(1)
	}
	w.answer(jobs, results, err)
}

// answer gives each job its own error, or else the one of the transaction.
func (w *writer) answer(jobs []*job, results []error, err error) {
	for i, j := range jobs {
		result := results[i]
		if result == nil {
			result = err
		}
		if result == nil {
			w.batch.writes.Add(1)
		}
		j.result <- result
	}
}

// transact runs the jobs and commits. It returns what came of each job, and an
// error if the transaction was not committed; then nothing of any job is in the
// database.
func (w *writer) transact(jobs []*job) (results []error, err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, w.conn.end())
		}
	}()
	results = make([]error, len(jobs))
	for i, j := range jobs {
		if results[i], err = w.savepoint(j); err != nil {
			return results, err
		}
	}
	if err := w.batch.db.present(); err != nil {
		return results, err
	}
	return results, w.conn.control("COMMIT")
}

// savepoint runs one job. An error of the job undoes that job only and is the
// result; the other error says that the transaction can't go on.
func (w *writer) savepoint(j *job) (result, err error) {
	if err := w.conn.control("SAVEPOINT job"); err != nil {
		return nil, err
	}
	// Not the client's context: to interrupt a statement that writes rolls back
	// the whole transaction, and with it the work of others.
	ctx := context.WithoutCancel(j.ctx)
	result = call(j.f, &Tx{ctx: ctx, db: w.conn, now: now()})
	if result == nil {
		return nil, w.conn.control("RELEASE job")
	}
	// SQLite rolls all back by itself on some errors: what others have done
	// in this transaction is gone too, and there is no savepoint to go back to.
	in, err := w.conn.inTransaction()
	if err == nil && !in {
		err = fmt.Errorf("the transaction is rolled back: %w", result)
	}
	if err != nil {
		return result, err
	}
	if err := w.conn.control("ROLLBACK TO job"); err != nil {
		return result, err
	}
	return result, w.conn.control("RELEASE job")
}
