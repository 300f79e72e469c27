//go:build fails

package order

import (
	"errors"
	"testing"
)

type store struct{ closed bool }

func (s *store) get(string) error {
	if s.closed {
		return errors.New("store is closed")
	}
	return nil
}

func TestPages(t *testing.T) {
	s := new(store)
	defer func() { s.closed = true }()
	for _, page := range []string{"home", "cart"} {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			if err := s.get(page); err != nil {
				t.Errorf("get(%q) = %v; want no error, the page exists", page, err)
			}
		})
	}
}
