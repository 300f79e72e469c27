package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"

	"systems.course/restapi/migrations"
)

// pageSize is SQLite's default, in bytes.
const pageSize = 4096

// Config says which database, and how it is used.
type Config struct {
	Path        string
	Sync        string        // "full": a commit survives a loss of power; "normal": a crash of the process only
	BusyTimeout time.Duration // for another process's lock
	MaxSize     int64         // of the database in bytes, without the log; 0: no limit
	Queue       int           // writes that may wait
	MaxBatch    int           // writes in one commit of the batching store
	Guest       bool          // a server may have the database open: its log is left to it
}

// databases are the two pools over one file. SQLite has one writer at a time
// whatever we do: with one connection for writing, writers wait in Go, with their
// contexts, and never for each other's locks. Which of them is next is drawn by
// lot: that is how database/sql gives a connection to those that wait.
type databases struct {
	write *sqlx.DB // one connection; BEGIN is BEGIN IMMEDIATE
	read  *sqlx.DB // several, which can't write; in WAL mode they don't wait for the writer
	guest bool

	busy time.Duration
	path string
	file os.FileInfo // what was at path when it was opened
}

// readers is how many connections read. More than there are cores only helps
// against a cold cache.
func readers() int { return max(4, 2*runtime.GOMAXPROCS(0)) }

// open makes the file, with mode 0600, if there is none, brings its schema up to
// date and returns the pools.
func open(ctx context.Context, c Config) (*databases, error) {
	if err := create(c.Path); err != nil {
		return nil, err
	}
	d := &databases{write: connect(c, forWriting), read: connect(c, forReading), guest: c.Guest}
	d.path, d.busy = c.Path, c.BusyTimeout
	d.write.SetMaxOpenConns(1)
	d.read.SetMaxOpenConns(readers())
	d.read.SetMaxIdleConns(readers())
	if err := migrate(ctx, d.write.DB); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", c.Path, classify(err)), d.close())
	}
	var err error
	if d.file, err = os.Stat(c.Path); err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

// present is ErrGone if the database's file is not at its path any more. SQLite
// goes on writing into a file that was removed, and with the process's end all of
// it is gone: to answer 201 then would be a lie.
func (d *databases) present() error {
	if file, err := os.Stat(d.path); err != nil || !os.SameFile(file, d.file) {
		return ErrGone
	}
	return nil
}

// create makes sure that the file is ours alone before SQLite has anything in
// it. The log gets the same mode.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// A purpose says which settings a pool's connections come with.
type purpose int

const (
	forReading purpose = iota
	forWriting
	forBackup // reads this database, and writes another
)

// connect opens nothing yet.
func connect(c Config, p purpose) *sqlx.DB {
	q := url.Values{}
	q.Set("_busy_timeout", strconv.FormatInt(c.BusyTimeout.Milliseconds(), 10))
	q.Set("_foreign_keys", "1") // off by default, for each connection anew
	q.Set("mode", "rw")         // never make a file in passing
	pragmas := []string{"trusted_schema = OFF", "temp_store = MEMORY"}
	switch p {
	case forReading:
		q.Set("_query_only", "1")
	case forWriting:
		q.Set("_journal_mode", "WAL")
		q.Set("_synchronous", c.Sync)
		// A transaction that reads first and writes later can find that another
		// process has written in between; no wait repairs that. Lock at once.
		q.Set("_txlock", "immediate")
		// The log goes into the database every 1000 pages, and is not left larger
		// than this in bytes after a burst.
		pragmas = append(pragmas, "wal_autocheckpoint = 1000", "journal_size_limit = 67108864")
		if c.MaxSize > 0 {
			pragmas = append(pragmas, fmt.Sprintf("max_page_count = %d", max(1, c.MaxSize/pageSize)))
		}
	}
	return sqlx.NewDb(sql.OpenDB(newConnector(fileURI(c.Path, q), pragmas)), "sqlite3")
}

// fileURI escapes what has a meaning in a URI: a name may have ? and % in it.
func fileURI(path string, q url.Values) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// migrate applies the steps that are missing. Two processes may do so at once:
// each step is one transaction, the second finds the first one's tables and
// fails, and then there is nothing left to do. A schema that is newer than the
// last step is an error: it is another release's, whose rules nobody here knows.
func migrate(ctx context.Context, db *sql.DB) error {
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, migrations.Files)
	if err != nil {
		return err
	}
	if _, err = provider.Up(ctx); err == nil {
		return refuseNewer(ctx, provider)
	}
	if pending, errPending := provider.HasPending(ctx); errPending == nil && !pending {
		return nil
	}
	_, err = provider.Up(ctx)
	return err
}

func refuseNewer(ctx context.Context, provider *goose.Provider) error {
	current, target, err := provider.GetVersions(ctx)
	if err == nil && current > target {
		err = fmt.Errorf("the database has schema %d, and this program knows %d", current, target)
	}
	return err
}

// close moves the log into the database and closes it. A log that can't be
// moved, on a full disk say, stays, and is read at the next start. A guest moves
// nothing: while its checkpoint waits for somebody's read to end, the server
// can't write. If there is no server, SQLite does it with the last connection.
func (d *databases) close() error {
	err := d.read.Close()
	if !d.guest {
		err = errors.Join(err, d.checkpoint())
	}
	return errors.Join(err, d.write.Close())
}

// checkpoint is ErrBusy if another process reads for longer than the busy
// timeout, which SQLite says in a row and not by an error. For another one's
// checkpoint SQLite doesn't wait at all; we do.
func (d *databases) checkpoint() error {
	for deadline := time.Now().Add(d.busy); ; time.Sleep(5 * time.Millisecond) {
		var busy, pages, moved int
		err := d.write.QueryRow("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
		switch {
		case err != nil:
			return fmt.Errorf("checkpoint: %w", classify(err))
		case busy == 0:
			return nil
		case !time.Now().Before(deadline):
			return fmt.Errorf("the log stays beside the database: %w", ErrBusy)
		}
	}
}
