package main

import (
	"context"
	"database/sql/driver"
	"errors"
)

var errNotHere = errors.New("not in this program")

// connector opens connections to one server.
type connector struct {
	server *server
	broken func(error) error
}

func (c *connector) Connect(context.Context) (driver.Conn, error) {
	return &conn{c.server, c.broken}, nil
}

func (c *connector) Driver() driver.Driver { return c }

func (c *connector) Open(string) (driver.Conn, error) { return nil, errNotHere }

func (*conn) Prepare(string) (driver.Stmt, error) { return nil, errNotHere }

func (*conn) Begin() (driver.Tx, error) { return nil, errNotHere }

func (*conn) Close() error { return nil }
