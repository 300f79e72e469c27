package notes

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/jmoiron/sqlx"
)

// once makes the change, or returns the answer that an earlier request with the
// same key got. Change and answer are kept by one transaction.
func (s *Server) once(r *http.Request, body []byte, change func(*sqlx.Tx) (answer, error)) (answer, error) {
	key := r.Header.Get("Idempotency-Key")
	if key == "" || len(key) > 255 {
		return answer{}, errMalformed.because("Idempotency-Key must have 1 to 255 bytes")
	}
	request := sha256.Sum256([]byte(r.Method + " " + r.URL.RequestURI() + "\n" + string(body)))
	return s.write(r.Context(), func(tx *sqlx.Tx) (answer, error) {
		var kept struct {
			Request []byte `db:"request"`
			Answer  []byte `db:"answer"`
		}
		err := tx.Get(&kept, `SELECT request, answer FROM answers WHERE key = ?`, key)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return s.first(tx, key, request[:], change)
		case err != nil:
			return answer{}, err
		case !bytes.Equal(kept.Request, request[:]):
			return answer{}, errKeyReused
		}
		var a answer
		err = json.Unmarshal(kept.Answer, &a)
		return a, err
	})
}

// first makes the change. If it fails nothing is kept, and the key is free.
func (s *Server) first(tx *sqlx.Tx, key string, request []byte, change func(*sqlx.Tx) (answer, error)) (answer, error) {
	a, err := change(tx)
	if err != nil {
		return answer{}, err
	}
	kept, err := json.Marshal(a)
	if err != nil {
		return answer{}, err
	}
	_, err = tx.Exec(`INSERT INTO answers (key, request, answer) VALUES (?, ?, ?)`, key, request, string(kept))
	return a, err
}
