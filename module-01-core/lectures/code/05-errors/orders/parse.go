package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Order is a line of an upload.
type Order struct {
	ID    int   `json:"id"`
	Cents int64 `json:"cents"`
}

// LineError says what is wrong in a line of an upload. It wraps nothing: how the
// field was parsed is not part of what Parse promises.
type LineError struct {
	Line   int    `json:"line"`
	Field  string `json:"field"`
	Reason string `json:"reason"`
}

func (e *LineError) Error() string {
	return fmt.Sprintf("line %d: %s: %s", e.Line, e.Field, e.Reason)
}

// reason is err without what the caller of parseLine knows: which function parsed
// which text.
func reason(err error) string {
	if number, ok := errors.AsType[*strconv.NumError](err); ok {
		err = number.Err
	}
	return err.Error()
}

func parseLine(line int, text string) (Order, error) {
	id, cents, _ := strings.Cut(text, ";")
	var o Order
	var err error
	if o.ID, err = strconv.Atoi(id); err != nil {
		return Order{}, &LineError{line, "id", reason(err)}
	}
	if o.Cents, err = strconv.ParseInt(cents, 10, 64); err != nil {
		return Order{}, &LineError{line, "cents", reason(err)}
	}
	return o, nil
}

// maxErrors is how many wrong lines Parse reports before it gives up.
const maxErrors = 2

// ErrTooMany is among Parse's errors if it gave up.
var ErrTooMany = errors.New("too many wrong lines")

// Parse reads orders, one a line. It returns all of them or an error, which holds
// a *LineError for each wrong line, in the order of the lines. After maxErrors of
// them it gives up, and says so by ErrTooMany.
func Parse(r io.Reader) ([]Order, error) {
	var orders []Order
	var errs []error
	lines := bufio.NewScanner(r)
	n := 1
	for ; lines.Scan(); n++ {
		if len(errs) == maxErrors {
			errs = append(errs, ErrTooMany)
			break
		}
		o, err := parseLine(n, lines.Text())
		if err != nil {
			errs = append(errs, err)
			continue
		}
		orders = append(orders, o)
	}
	err := lines.Err()
	if errors.Is(err, bufio.ErrTooLong) {
		err = &LineError{n, "line", "too long"}
	}
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	return orders, nil
}
