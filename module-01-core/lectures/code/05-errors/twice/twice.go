// Twice pays once through database/sql and a driver that adds context to an
// error. It fails: the money is gone three times.
package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"os"
)

// server is the database: it books what arrives, whoever hears of it.
type server struct{ payments int }

// conn loses the connection after the statement was sent.
type conn struct {
	server *server
	broken func(error) error
}

// ExecContext sends the statement, and reads no answer.
func (c *conn) ExecContext(context.Context, string, []driver.NamedValue) (driver.Result, error) {
	c.server.payments++
	return nil, c.broken(io.ErrUnexpectedEOF)
}

// retryable says what a pool wants to hear of a connection that is gone.
func retryable(err error) error {
	return fmt.Errorf("answer: %w: %w", err, driver.ErrBadConn)
}

// unknown keeps to the contract of driver.ErrBadConn: the statement may have been
// executed, so that this is something else.
func unknown(err error) error {
	return fmt.Errorf("answer: %w", err)
}

// pay returns how many payments the server booked for one Exec.
func pay(broken func(error) error) (payments int, err error) {
	s := &server{}
	db := sql.OpenDB(&connector{s, broken})
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.Exec("INSERT INTO payment VALUES (1, 500)")
	return s.payments, err
}

func main() {
	payments, err := pay(unknown)
	fmt.Println("unknown:  ", payments, "payment(s),", err)
	payments, err = pay(retryable)
	fmt.Println("retryable:", payments, "payment(s),", err)
	if payments != 1 {
		os.Exit(1)
	}
}
