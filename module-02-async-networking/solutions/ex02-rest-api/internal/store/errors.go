package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// What a caller can tell apart. Every error of this package that is about the
// state of the database is one of these by errors.Is; in all of these cases
// nothing was changed.
var (
	ErrNotFound    = errors.New("no such row")
	ErrTaken       = errors.New("the name is taken")
	ErrUnavailable = errors.New("the database can't be used now")
	ErrFull        = errors.New("no room in the database")
)

// Why the database is unavailable; each is an ErrUnavailable too.
var (
	ErrBusy      = fmt.Errorf("%w: another process has locked it", ErrUnavailable)
	ErrReadOnly  = fmt.Errorf("%w: it is read-only", ErrUnavailable)
	ErrQueueFull = fmt.Errorf("%w: too many requests wait to write", ErrUnavailable)
	ErrTimeout   = fmt.Errorf("%w: it took too long", ErrUnavailable)
	ErrClosed    = fmt.Errorf("%w: it is closed", ErrUnavailable)
	ErrGone      = fmt.Errorf("%w: its file was removed or replaced", ErrUnavailable)
)

// Result codes of SQLite, the primary ones in the low eight bits
// (https://www.sqlite.org/rescode.html).
const (
	codeBusy       = 5
	codeLocked     = 6
	codeReadOnly   = 8
	codeInterrupt  = 9
	codeIOError    = 10
	codeFull       = 13
	codeCantOpen   = 14
	codeConstraint = 19

	codeUnique     = codeConstraint | 8<<8
	codeIOShmSize  = codeIOError | 19<<8 // no room for the WAL's index
	codeIOShmOpen  = codeIOError | 18<<8
	codeIOShmMap   = codeIOError | 21<<8
	codePrimaryBit = 0xff
)

// classify wraps an error of the driver in the one of this package that says
// what it means for the caller. Other errors come back as they are.
func classify(err error) error {
	if err == nil || errors.Is(err, ErrUnavailable) {
		return err
	}
	if kind := kindOf(err); kind != nil {
		return fmt.Errorf("%w (%w)", kind, err)
	}
	return err
}

func kindOf(err error) error {
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ErrNotFound
	case errors.Is(err, sql.ErrConnDone):
		return ErrClosed
	// ErrTxDone comes when a context has ended and database/sql has rolled back.
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.Is(err, sql.ErrTxDone):
		return ErrTimeout
	}
	code, ok := resultCode(err)
	if !ok {
		return nil
	}
	switch code {
	case codeUnique:
		return ErrTaken
	case codeIOShmSize, codeIOShmMap:
		return ErrFull
	case codeIOShmOpen:
		return ErrUnavailable
	}
	switch code & codePrimaryBit {
	case codeBusy, codeLocked:
		return ErrBusy
	case codeReadOnly:
		return ErrReadOnly
	case codeInterrupt:
		return ErrTimeout
	case codeFull:
		return ErrFull
	case codeCantOpen, codeIOError:
		return ErrUnavailable
	}
	return nil
}
