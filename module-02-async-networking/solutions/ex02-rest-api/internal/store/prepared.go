package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jmoiron/sqlx"
)

// maxStatements bounds the statements that one connection keeps. The queries of
// this package are fewer, but for the list of issues: its filters and orders make
// several hundred forms. When there is no room, all are forgotten.
const maxStatements = 256

// prepared is one connection with the statements that it has been asked so far,
// by their text. It is a runner, for one goroutine at a time.
type prepared struct {
	conn       *sqlx.Conn
	statements map[string]*sqlx.Stmt
}

func newPrepared(ctx context.Context, db *sqlx.DB) (*prepared, error) {
	conn, err := db.Connx(ctx)
	if err != nil {
		return nil, classify(err)
	}
	return &prepared{conn: conn, statements: map[string]*sqlx.Stmt{}}, nil
}

func (p *prepared) statement(ctx context.Context, query string) (*sqlx.Stmt, error) {
	if s := p.statements[query]; s != nil {
		return s, nil
	}
	if len(p.statements) >= maxStatements {
		if err := p.forget(); err != nil {
			return nil, err
		}
	}
	s, err := p.conn.PreparexContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.statements[query] = s
	return s, nil
}

func (p *prepared) forget() error {
	var err error
	for query, s := range p.statements {
		err = errors.Join(err, s.Close())
		delete(p.statements, query)
	}
	return err
}

// GetContext is the runner's.
func (p *prepared) GetContext(ctx context.Context, dest any, query string, args ...any) error {
	s, err := p.statement(ctx, query)
	if err != nil {
		return err
	}
	return s.GetContext(ctx, dest, args...)
}

// SelectContext is the runner's.
func (p *prepared) SelectContext(ctx context.Context, dest any, query string, args ...any) error {
	s, err := p.statement(ctx, query)
	if err != nil {
		return err
	}
	return s.SelectContext(ctx, dest, args...)
}

// ExecContext is the runner's.
func (p *prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// control runs BEGIN, COMMIT and their like, which no caller can cancel.
func (p *prepared) control(statement string) error {
	_, err := p.ExecContext(context.Background(), statement)
	return classify(err)
}

// inTransaction says whether a transaction is open.
func (p *prepared) inTransaction() (bool, error) {
	var in bool
	err := p.conn.Raw(func(conn any) error {
		in = inTransaction(conn)
		return nil
	})
	return in, err
}

// end rolls back what is open, and nothing if nothing is.
func (p *prepared) end() error {
	in, err := p.inTransaction()
	if err != nil || !in {
		return err
	}
	return p.control("ROLLBACK")
}

func (p *prepared) close() error {
	return errors.Join(p.forget(), p.conn.Close())
}
