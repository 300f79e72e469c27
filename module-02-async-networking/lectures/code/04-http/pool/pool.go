// Pool lists the authors of notes, by a query for the list and one more for
// each row, on a pool of four connections. It fails: four requests at once take
// all connections and wait for a fifth.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"systems.course/module02/04-http/lite"
)

const schema = `
	CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
	CREATE TABLE notes (id INTEGER PRIMARY KEY, author INTEGER);
	INSERT INTO users VALUES (1, 'ann'), (2, 'bob');
	INSERT INTO notes VALUES (1, 1), (2, 2), (3, 1);`

// authors calls began when its first query has a connection.
func authors(ctx context.Context, db *sqlx.DB, began func()) (names []string, err error) {
	rows, err := db.QueryContext(ctx, `SELECT author FROM notes ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	began()
	for rows.Next() {
		var author int
		if err := rows.Scan(&author); err != nil {
			return nil, err
		}
		var name string
		if err := db.GetContext(ctx, &name, `SELECT name FROM users WHERE id = ?`, author); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// requests makes n at once, and returns how many were answered in time.
func requests(db *sqlx.DB, n int) (well int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var all, began sync.WaitGroup
	began.Add(n)
	results := make([]error, n)
	for i := range n {
		all.Go(func() {
			_, results[i] = authors(ctx, db, func() { began.Done(); began.Wait() })
		})
	}
	all.Wait()
	for _, err := range results {
		switch {
		case err == nil:
			well++
		case !errors.Is(err, context.DeadlineExceeded):
			return well, err
		}
	}
	return well, nil
}

func main() {
	err := lite.With("", schema, func(db *sqlx.DB) error {
		db.SetMaxOpenConns(4)
		for _, n := range []int{3, 4} {
			well, err := requests(db, n)
			if err != nil {
				return err
			}
			fmt.Printf("%d at once: %d answered\n", n, well)
			if well != n {
				return errors.New("the others waited for each other until their context ended")
			}
		}
		return nil
	})
	if err != nil {
		log.SetFlags(0)
		log.Print(err)
		os.Exit(1)
	}
}
