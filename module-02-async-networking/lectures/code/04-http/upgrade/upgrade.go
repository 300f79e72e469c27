// Upgrade withdraws money twice, with a patience of ten seconds for locks: in
// transactions that read and then write, and by a statement that does both. Begun
// by BEGIN IMMEDIATE one transaction waits for the other. Begun by BEGIN one fails,
// and at once.
package main

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"systems.course/module02/04-http/lite"
)

const schema = `
	CREATE TABLE accounts (name TEXT PRIMARY KEY, cents INTEGER NOT NULL);
	INSERT INTO accounts VALUES ('ann', 1000);`

// withdraw calls looked between its read and its write.
func withdraw(db *sqlx.DB, looked func()) (err error) {
	tx, err := db.Beginx()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	var cents int
	if err := tx.Get(&cents, `SELECT cents FROM accounts WHERE name = 'ann'`); err != nil {
		return err
	}
	looked()
	if _, err := tx.Exec(`UPDATE accounts SET cents = ? WHERE name = 'ann'`, cents-100); err != nil {
		return err
	}
	return tx.Commit()
}

// subtract withdraws without a transaction of its own.
func subtract(db *sqlx.DB) error {
	_, err := db.Exec(`UPDATE accounts SET cents = cents - 100 WHERE name = 'ann'`)
	return err
}

// nested lets a second withdraw, whole, between the read and the write of a first.
func nested(db *sqlx.DB) error {
	var second error
	first := withdraw(db, func() { second = withdraw(db, func() {}) })
	return errors.Join(first, second)
}

// atOnce lets two withdraw at the same moment.
func atOnce(withdraw func() error) error {
	var results [2]error
	var both sync.WaitGroup
	for i := range results {
		both.Go(func() { results[i] = withdraw() })
	}
	both.Wait()
	return errors.Join(results[:]...)
}

func main() {
	for _, c := range []struct {
		name, lock string
		two        func(*sqlx.DB) error
	}{
		{"BEGIN IMMEDIATE", "immediate", func(db *sqlx.DB) error {
			return atOnce(func() error { return withdraw(db, func() {}) })
		}},
		{"one statement", "deferred", func(db *sqlx.DB) error {
			return atOnce(func() error { return subtract(db) })
		}},
		{"BEGIN", "deferred", nested},
	} {
		err := lite.With("_busy_timeout=10000&_txlock="+c.lock, schema, func(db *sqlx.DB) error {
			start := time.Now()
			err := c.two(db)
			if err != nil {
				return fmt.Errorf("%s, waited ten seconds: %t", lite.Code(err), time.Since(start) > 9*time.Second)
			}
			var cents int
			err = db.Get(&cents, `SELECT cents FROM accounts`)
			fmt.Printf("%s: %d cents are left\n", c.name, cents)
			return err
		})
		if err != nil {
			fmt.Printf("%s: %v\n", c.name, err)
			os.Exit(1)
		}
	}
}
