//go:build !cgo

package store

import (
	"context"
	"database/sql/driver"
	"errors"
)

var errNoCgo = errors.New("built without cgo, which SQLite's driver needs: CGO_ENABLED=1 and a C compiler")

type connector struct{}

func newConnector(string, []string) driver.Connector { return connector{} }

func (connector) Connect(context.Context) (driver.Conn, error) { return nil, errNoCgo }
func (connector) Driver() driver.Driver                        { return connector{} }
func (connector) Open(string) (driver.Conn, error)             { return nil, errNoCgo }

func resultCode(error) (int, bool) { return 0, false }
func inTransaction(any) bool       { return false }
