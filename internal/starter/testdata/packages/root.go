package packages

import (
	"systems.course/packages/internal/log"
	"systems.course/packages/internal/types"
	"systems.course/packages/store"
	"systems.course/packages/wire"
)

// Server serves.
type Server struct {
	log log.Log
}

// ID comes from an absent package, and is marked there.
type ID = types.ID

// Serve serves.
//
//course:stage 2
func Serve(s *store.Store, o wire.Options) (*Server, error) {
	return &Server{log: log.New()}, s.Open(o.Name)
}
