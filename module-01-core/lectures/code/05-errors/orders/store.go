package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ErrNotFound is what a lookup of an unknown order is.
var ErrNotFound = errors.New("not found")

// Store keeps orders. Its errors are ErrNotFound, what the caller's context says,
// or errors to be shown and not to be asked.
type Store struct {
	row func(ctx context.Context, id int) (Order, error) // of package database/sql
}

// Order returns the order with that number.
func (s *Store) Order(ctx context.Context, id int) (Order, error) {
	o, err := s.row(ctx, id)
	switch {
	case err == nil:
		return o, nil
	case errors.Is(err, sql.ErrNoRows):
		return Order{}, fmt.Errorf("order %d: %w", id, ErrNotFound)
	case ctx.Err() != nil:
		return Order{}, fmt.Errorf("order %d: %w", id, ctx.Err())
	default:
		return Order{}, fmt.Errorf("order %d: %v", id, err)
	}
}
