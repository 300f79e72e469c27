//go:build cgo

package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"
)

// A connector opens connections with pragmas that the driver's DSN has no
// parameter for. It is given to sql.OpenDB, so that no driver name has to be
// registered for the whole process.
type connector struct {
	driver sqlite3.SQLiteDriver
	dsn    string
}

func newConnector(dsn string, pragmas []string) driver.Connector {
	c := &connector{dsn: dsn}
	c.driver.ConnectHook = func(conn *sqlite3.SQLiteConn) error {
		for _, pragma := range pragmas {
			if _, err := conn.Exec("PRAGMA "+pragma, nil); err != nil {
				return fmt.Errorf("PRAGMA %s: %w", pragma, err)
			}
		}
		return nil
	}
	return c
}

func (c *connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }
func (c *connector) Driver() driver.Driver                        { return &c.driver }

// resultCode returns SQLite's extended result code.
func resultCode(err error) (int, bool) {
	if e, ok := errors.AsType[sqlite3.Error](err); ok {
		return int(e.ExtendedCode), true
	}
	return 0, false
}

// inTransaction says whether the connection has a transaction open. Some
// errors, a full disk among them, make SQLite roll all of it back by itself.
func inTransaction(conn any) bool {
	c, ok := conn.(*sqlite3.SQLiteConn)
	return ok && !c.AutoCommit()
}
