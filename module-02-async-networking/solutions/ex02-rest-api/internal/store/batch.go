package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// Batch is the store in which one goroutine writes.
//
// A commit costs a sync of the disk, and a sync costs the same for one change as
// for a hundred. While one commit runs, requests gather in the queue; the next
// takes all of them. Nobody waits for a batch to fill: alone, a request is a
// batch of one.
type Batch struct {
	db      *databases
	readers chan *prepared // those that are free
	open    int            // readers, free or not

	queue chan *job
	stop  chan struct{} // closed by Close
	done  chan struct{} // closed when the writer has ended

	closing sync.Once
	errStop error // the writer's last word; read after done

	commits, writes atomic.Int64
}

// A job is one write on its way.
type job struct {
	ctx    context.Context
	f      func(*Tx) error
	state  atomic.Int32 // waiting, then taken or left
	result chan error   // holds one
}

const (
	waiting int32 = iota
	taken         // the writer has it, and will answer
	left          // nobody waits for it any more
)

// OpenBatch opens the database, makes it if there is none, and starts the
// writer.
func OpenBatch(ctx context.Context, c Config) (*Batch, error) {
	db, err := open(ctx, c)
	if err != nil {
		return nil, err
	}
	b := &Batch{
		db:      db,
		readers: make(chan *prepared, readers()),
		queue:   make(chan *job, max(1, c.Queue)),
		stop:    make(chan struct{}),
		done:    make(chan struct{}),
	}
	conn, err := b.connect(ctx)
	if err != nil {
		return nil, errors.Join(err, db.close())
	}
	w := &writer{conn: conn, batch: b, limit: max(1, c.MaxBatch)}
	go w.run()
	return b, nil
}

// connect opens the readers, and returns the connection that writes. If it fails
// it leaves none: db.close would wait for the writing one for ever.
func (b *Batch) connect(ctx context.Context) (conn *prepared, err error) {
	if conn, err = newPrepared(ctx, b.db.write); err != nil {
		return nil, err
	}
	for range cap(b.readers) {
		r, err := newPrepared(ctx, b.db.read)
		if err != nil {
			return nil, errors.Join(err, b.closeReaders(), conn.close())
		}
		b.open++
		b.readers <- r
	}
	return conn, nil
}

// closeReaders waits for those that are borrowed.
func (b *Batch) closeReaders() error {
	var err error
	for ; b.open > 0; b.open-- {
		r := <-b.readers
		err = errors.Join(err, r.close())
	}
	return err
}

// Read is Store's. A connection is borrowed for as long as f runs.
func (b *Batch) Read(ctx context.Context, f func(*Tx) error) (err error) {
	var r *prepared
	select {
	case r = <-b.readers:
		defer func() { b.readers <- r }()
	case <-ctx.Done():
		return classify(ctx.Err())
	}
	if err := r.control("BEGIN"); err != nil {
		return err
	}
	err = call(f, &Tx{ctx: ctx, db: r, now: now()})
	return errors.Join(err, r.end())
}

// Write is Store's.
func (b *Batch) Write(ctx context.Context, f func(*Tx) error) error {
	j := &job{ctx: ctx, f: f, result: make(chan error, 1)}
	select {
	case <-b.stop:
		return ErrClosed
	default:
	}
	select {
	case b.queue <- j:
	default:
		return ErrQueueFull
	}
	select {
	case err := <-j.result:
		return err
	case <-ctx.Done():
		if j.state.CompareAndSwap(waiting, left) {
			return fmt.Errorf("in the queue: %w", classify(ctx.Err()))
		}
	case <-b.done:
		// Nobody takes it now, unless the writer had it before it ended.
		if j.state.CompareAndSwap(waiting, left) {
			return ErrClosed
		}
	}
	// It is in a transaction already: only its end says what came of it.
	return <-j.result
}

// Present is Store's.
func (b *Batch) Present() error { return b.db.present() }

// Stats is Store's.
func (b *Batch) Stats() Stats {
	return Stats{Waiting: len(b.queue), Commits: b.commits.Load(), Writes: b.writes.Load()}
}

// Close is Store's. Reads that still run are waited for.
func (b *Batch) Close() error {
	b.closing.Do(func() { close(b.stop) })
	<-b.done
	return errors.Join(b.errStop, b.closeReaders(), b.db.close())
}
