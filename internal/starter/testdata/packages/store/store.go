package store

// Store is of an api package.
type Store struct{ path string }

// Open opens.
//
//course:stage 1
func (s *Store) Open(path string) error { s.path = path; return nil }
