// Package notes is a small HTTP service that keeps its word: what it has answered
// is on the disk, a repeated request is done once, and nobody overwrites what he
// hasn't seen.
package notes

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/jmoiron/sqlx"

	"systems.course/module02/04-http/strict"
	"systems.course/module02/04-http/writer"
)

// A Server answers requests about notes.
type Server struct {
	db     *sqlx.DB // for reading
	writer *writer.Writer
}

type note struct {
	ID      int64  `json:"id" db:"id"`
	Version int64  `json:"-" db:"version"`
	Text    string `json:"text" db:"text"`
}

func (n note) etag() string { return strconv.Quote(fmt.Sprint(n.ID, "-", n.Version)) }

// New returns a server for the database, whose schema it brings up to date. The
// database is the caller's; its transactions should begin with BEGIN IMMEDIATE and
// be synchronous=FULL, or what was answered may be lost with the power.
func New(db *sqlx.DB) (*Server, error) {
	if err := migrate(db); err != nil {
		return nil, err
	}
	return &Server{db: db, writer: writer.New(db, 256)}, nil
}

// Close makes the changes that wait. No request may come any more.
func (s *Server) Close() { s.writer.Close() }

// Handler returns the routes.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /notes", endpoint(s.create))
	mux.Handle("GET /notes", endpoint(s.list))
	mux.Handle("GET /notes/{id}", endpoint(s.read))
	mux.Handle("PUT /notes/{id}", endpoint(s.replace))
	return wrap(mux, atMost(1_000))
}

func textOf(body []byte) (text string, err error) {
	if err := strict.Object(body, map[string]any{"text": &text}); err != nil {
		return "", errMalformed.because(err.Error())
	}
	return text, nil
}

func (s *Server) create(r *http.Request, body []byte) (answer, error) {
	text, err := textOf(body)
	if err != nil {
		return answer{}, err
	}
	return s.once(r, body, func(tx *sqlx.Tx) (answer, error) {
		n := note{Version: 1, Text: text}
		err := tx.Get(&n.ID, `INSERT INTO notes (version, text) VALUES (1, ?) RETURNING id`, text)
		if err != nil {
			return answer{}, err
		}
		a, err := show(n, http.StatusCreated)
		a.Location = fmt.Sprint("/notes/", n.ID)
		return a, err
	})
}

func (s *Server) read(r *http.Request, _ []byte) (answer, error) {
	var n note
	err := s.db.GetContext(r.Context(), &n, `SELECT * FROM notes WHERE id = ?`, r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	return show(n, http.StatusOK)
}

// replace takes one strong tag. RFC 9110 allows a list of them, and *.
func (s *Server) replace(r *http.Request, body []byte) (answer, error) {
	tag := r.Header.Get("If-Match")
	if tag == "" {
		return answer{}, errNoIfMatch
	}
	text, err := textOf(body)
	if err != nil {
		return answer{}, err
	}
	return s.write(r.Context(), func(tx *sqlx.Tx) (answer, error) {
		var n note
		if err := tx.Get(&n, `SELECT * FROM notes WHERE id = ?`, r.PathValue("id")); err != nil {
			return answer{}, err
		}
		if n.etag() != tag {
			return answer{}, errStale
		}
		n.Version, n.Text = n.Version+1, text
		_, err := tx.Exec(`UPDATE notes SET version = ?, text = ? WHERE id = ?`, n.Version, n.Text, n.ID)
		if err != nil {
			return answer{}, err
		}
		return show(n, http.StatusOK)
	})
}

// list returns a page. The next one is after its last note.
func (s *Server) list(r *http.Request, _ []byte) (answer, error) {
	after, err := strconv.ParseInt(cmp.Or(r.URL.Query().Get("after"), "0"), 10, 64)
	if err != nil {
		return answer{}, errMalformed.because("after is no id")
	}
	page := []note{} // [] and not null
	err = s.db.SelectContext(r.Context(), &page, `SELECT * FROM notes WHERE id > ? ORDER BY id LIMIT 20`, after)
	if err != nil {
		return answer{}, err
	}
	body, err := json.Marshal(page)
	return answer{Status: http.StatusOK, Type: "application/json", Body: body}, err
}

func show(n note, status int) (answer, error) {
	body, err := json.Marshal(n)
	return answer{Status: status, Type: "application/json", ETag: n.etag(), Body: body}, err
}

// write lets the writer make a change and returns its answer when that is committed.
func (s *Server) write(ctx context.Context, change func(*sqlx.Tx) (answer, error)) (answer, error) {
	answers := make(chan answer, 1) // not a variable: we may leave before it is written
	err := s.writer.Do(ctx, func(tx *sqlx.Tx) error {
		a, err := change(tx)
		answers <- a
		return err
	})
	if err != nil {
		return answer{}, err
	}
	return <-answers, nil
}

// steps are applied in order, each once. Nobody changes one that has been released.
var steps = []string{
	`CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL, text TEXT NOT NULL)`,
	`CREATE TABLE answers (key TEXT PRIMARY KEY, request BLOB NOT NULL, answer TEXT NOT NULL,
		at INTEGER NOT NULL DEFAULT (unixepoch())) WITHOUT ROWID`,
}

// migrate applies the steps that are missing. A step and its number are in one
// transaction, so that a crash leaves both or neither; and IMMEDIATE, so that of
// two processes that start at once one waits, and then finds nothing to do.
func migrate(db *sqlx.DB) (err error) {
	tx, err := db.Beginx()
	if err != nil {
		return err
	}
	defer func() {
		if failed := tx.Rollback(); !errors.Is(failed, sql.ErrTxDone) {
			err = errors.Join(err, failed)
		}
	}()
	var done int
	if err := tx.Get(&done, `PRAGMA user_version`); err != nil {
		return err
	}
	if done > len(steps) {
		return fmt.Errorf("the database has schema %d, and this program knows %d", done, len(steps))
	}
	for _, step := range steps[done:] {
		if _, err := tx.Exec(step); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(fmt.Sprint(`PRAGMA user_version = `, len(steps))); err != nil {
		return err
	}
	return tx.Commit()
}
