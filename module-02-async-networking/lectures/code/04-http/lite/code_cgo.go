//go:build cgo

package lite

import (
	"errors"

	"github.com/mattn/go-sqlite3"
)

// Code returns SQLite's name for the error, or "" if it is none of those that
// the lecture is about.
func Code(err error) string {
	e, ok := errors.AsType[sqlite3.Error](err)
	switch {
	case !ok:
		return ""
	case e.ExtendedCode == sqlite3.ErrBusySnapshot:
		return "SQLITE_BUSY_SNAPSHOT"
	case e.Code == sqlite3.ErrBusy:
		return "SQLITE_BUSY"
	case e.Code == sqlite3.ErrFull:
		return "SQLITE_FULL"
	}
	return ""
}
