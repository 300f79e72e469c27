// Commits makes changes for 32 callers at once: each in a transaction of its own,
// and by one goroutine that takes all that wait into one.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"sync"

	"github.com/jmoiron/sqlx"

	"systems.course/lecturekit/ratio"
	"systems.course/module02/04-http/lite"
	"systems.course/module02/04-http/writer"
)

const (
	callers = 32
	each    = 4 // changes
)

func change(tx *sqlx.Tx) error {
	_, err := tx.Exec("INSERT INTO notes (text) VALUES ('hello')")
	return err
}

// alone makes one change in one transaction.
func alone(db *sqlx.DB) (err error) {
	tx, err := db.Beginx()
	if err != nil {
		return err
	}
	if err := change(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// all lets every caller make its changes.
func all(do func() error) error {
	results := make([]error, callers)
	var running sync.WaitGroup
	for i := range callers {
		running.Go(func() {
			for range each {
				results[i] = errors.Join(results[i], do())
			}
		})
	}
	running.Wait()
	return errors.Join(results...)
}

// compare returns the two times for one setting of PRAGMA synchronous, relative to
// the first.
func compare(synchronous string) (ratios []float64, err error) {
	options := "_txlock=immediate&_busy_timeout=60000&_synchronous=" + synchronous
	schema := "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)"
	err = lite.With(options, schema, func(db *sqlx.DB) error {
		db.SetMaxOpenConns(1) // who waits, waits in Go
		w := writer.New(db, callers)
		defer w.Close()
		var failed error
		try := func(do func() error) func() {
			return func() { failed = errors.Join(failed, all(do)) }
		}
		ratios = ratio.Of(5,
			try(func() error { return alone(db) }),
			try(func() error { return w.Do(context.Background(), change) }))
		return failed
	})
	return ratios, err
}

func main() {
	for _, synchronous := range []string{"FULL", "NORMAL"} {
		ratios, err := compare(synchronous)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%-7s each alone %5.2f   together %5.2f\n", synchronous, ratios[0], ratios[1])
	}
}
