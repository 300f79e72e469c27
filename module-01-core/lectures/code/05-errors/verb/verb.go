// Verb reads a file that is not there and reports that in three ways with the same
// text, and asks the errors what callers ask.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

const path = "no/such/rates.csv"

// ErrNoRates says that no rates have been published.
var ErrNoRates = errors.New("no rates")

// NoRatesError says so too, and where they were looked for.
type NoRatesError struct {
	Path string
	text string
}

func (e *NoRatesError) Error() string { return e.text }

// Is makes it equivalent to ErrNoRates.
func (e *NoRatesError) Is(target error) bool { return target == ErrNoRates }

// open fails with an *fs.PathError.
func open() error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return f.Close()
}

func formatted(err error) error { return fmt.Errorf("rates: %v", err) }

func wrapped(err error) error { return fmt.Errorf("rates: %w", err) }

func translated(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &NoRatesError{Path: path, text: "rates: " + err.Error()}
	}
	return fmt.Errorf("rates: %v", err)
}

func main() {
	err := open()
	fmt.Println(formatted(err))
	fmt.Println("same text:", formatted(err).Error() == wrapped(err).Error(),
		formatted(err).Error() == translated(err).Error())

	fmt.Printf("\n%-34s %-10s  %-5s  %-5s  %s\n", "", "as it came", "%v", "%w", "translated")
	row := func(question string, holds func(error) bool) {
		fmt.Printf("%-34s %-10t  %-5t  %-5t  %t\n", question,
			holds(err), holds(formatted(err)), holds(wrapped(err)), holds(translated(err)))
	}
	row("err.(*fs.PathError)", func(err error) bool { _, ok := err.(*fs.PathError); return ok })
	row("os.IsNotExist(err)", os.IsNotExist)
	row("errors.Is(err, fs.ErrNotExist)", func(err error) bool { return errors.Is(err, fs.ErrNotExist) })
	row("errors.AsType[*fs.PathError](err)", func(err error) bool { _, ok := errors.AsType[*fs.PathError](err); return ok })
	row("errors.Is(err, ErrNoRates)", func(err error) bool { return errors.Is(err, ErrNoRates) })
}
