// Pages reads a list page by page, newest first, while others write and delete:
// by OFFSET, and by the last key that was seen. Then it compares what a page far
// down costs.
package main

import (
	"fmt"
	"log"

	"github.com/jmoiron/sqlx"

	"systems.course/lecturekit/ratio"
	"systems.course/module02/04-http/lite"
)

const size = 5 // of a page

const schema = `
	CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
	WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20)
		INSERT INTO notes SELECT i, 'a note' FROM n;`

// byOffset returns page number n, from 0.
func byOffset(db *sqlx.DB, n int) (ids []int, err error) {
	err = db.Select(&ids, `SELECT id FROM notes ORDER BY id DESC LIMIT ? OFFSET ?`, size, n*size)
	return ids, err
}

// byKey returns the page that follows the id.
func byKey(db *sqlx.DB, before int) (ids []int, err error) {
	err = db.Select(&ids, `SELECT id FROM notes WHERE id < ? ORDER BY id DESC LIMIT ?`, before, size)
	return ids, err
}

// walk reads all pages by both, and changes something after the second. It
// returns what each has seen.
func walk(change string) (offset, key []int, err error) {
	err = lite.With("", schema, func(db *sqlx.DB) error {
		last := 1 << 40
		for n := 0; ; n++ {
			one, err := byOffset(db, n)
			if err != nil {
				return err
			}
			other, err := byKey(db, last)
			if err != nil || len(one)+len(other) == 0 {
				return err
			}
			offset, key = append(offset, one...), append(key, other...)
			last = key[len(key)-1]
			if n == 1 {
				if _, err := db.Exec(change); err != nil {
					return err
				}
			}
		}
	})
	return offset, key, err
}

// faults returns what was seen twice, and what is missing of 20 … 1. Deleted says
// whose absence is no fault.
func faults(seen []int, deleted map[int]bool) (repeated, skipped []int) {
	count := map[int]int{}
	for _, id := range seen {
		count[id]++
	}
	for id := 20; id >= 1; id-- {
		if count[id] > 1 {
			repeated = append(repeated, id)
		}
		if count[id] == 0 && !deleted[id] {
			skipped = append(skipped, id)
		}
	}
	return repeated, skipped
}

// deep returns what pages cost by offset and by key after so many rows, relative
// to the first page.
func deep(rows int) (ratios []float64, err error) {
	err = lite.With("", schema, func(db *sqlx.DB) error {
		if _, err := db.Exec(`WITH RECURSIVE n(i) AS (VALUES (21) UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO notes SELECT i, 'a note' FROM n`, rows); err != nil {
			return err
		}
		var failed error
		page := func(f func() ([]int, error)) func() {
			return func() {
				for range 10 {
					if _, err := f(); err != nil {
						failed = err
					}
				}
			}
		}
		ratios = ratio.Of(15,
			page(func() ([]int, error) { return byOffset(db, 0) }),
			page(func() ([]int, error) { return byOffset(db, rows/size-1) }),
			page(func() ([]int, error) { return byKey(db, size+1) }))
		return failed
	})
	return ratios, err
}

func main() {
	for _, c := range []struct {
		name, change string
		deleted      map[int]bool
	}{
		{"three are written", `INSERT INTO notes (text) VALUES ('new'), ('new'), ('new')`, nil},
		{"three are deleted", `DELETE FROM notes WHERE id > 17`, map[int]bool{20: true, 19: true, 18: true}},
	} {
		offset, key, err := walk(c.change)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(c.name)
		repeated, skipped := faults(offset, c.deleted)
		fmt.Println("  OFFSET: repeated", repeated, "skipped", skipped)
		repeated, skipped = faults(key, c.deleted)
		fmt.Println("  key:    repeated", repeated, "skipped", skipped)
	}
	ratios, err := deep(100_000)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the last of 20,000 pages takes, with the first as 1: OFFSET %.0f, key %.1f\n", ratios[1], ratios[2])
}
