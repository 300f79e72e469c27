package restapi

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/goccy/go-yaml"

	"systems.course/restapi/internal/store"
)

// healthz says that the process runs, whatever the database does: a restart
// would not repair a full disk.
//
//course:stage 1
func (s *server) healthz(w http.ResponseWriter, _ *http.Request) {
	send(w, http.StatusOK, "application/json", []byte(`{"status":"ok"}`+"\n"))
}

// readyz says whether requests should come here.
//
//course:stage 1
func (s *server) readyz(w http.ResponseWriter, r *http.Request) {
	if s.stopping.Load() {
		unavailable.problem("the server stops").retryAfter(time.Second).write(w, requestID(r))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		_, err := tx.Users("", 1)
		return err
	})
	err = errors.Join(err, s.store.Present())
	if err != nil {
		problemOf(err, logOf(r)).write(w, requestID(r))
		return
	}
	s.healthz(w, r)
}

// serveSpec adds the contract's own paths.
func (s *server) serveSpec() error {
	asJSON, err := yaml.YAMLToJSON(openAPI)
	if err != nil {
		return err
	}
	document := func(contentType string, body []byte) methods {
		return methods{"GET": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			send(w, http.StatusOK, contentType, body)
		})}
	}
	s.handle("/openapi.yaml", document("application/yaml", openAPI))
	s.handle("/openapi.json", document("application/json", asJSON))
	return nil
}
