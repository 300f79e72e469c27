// Package lite makes SQLite databases for the programs of lecture 4: each in a
// folder of its own, in WAL mode, gone afterwards.
package lite

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/jmoiron/sqlx"
)

// With makes a database with the schema, calls use, and removes it. Options are
// further parameters of go-sqlite3's DSN, such as "_txlock=immediate". Calls of
// use may use the database concurrently.
func With(options, schema string, use func(*sqlx.DB) error) (err error) {
	dir, err := os.MkdirTemp("", "lite")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.ToSlash(filepath.Join(dir, "test.db"))
	db, err := sqlx.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&"+options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.Exec(schema); err != nil {
		return err
	}
	return use(db)
}
