package store

import (
	"errors"
	"time"
)

// A KeptAnswer is what a repeated request gets.
type KeptAnswer struct {
	RequestHash []byte `db:"request_hash"`
	Status      int    `db:"status"`
	Location    string `db:"location"`
	ETag        string `db:"etag"`
	Body        []byte `db:"body"`
}

// sweep is how many old keys go with each new one: more than one, so that old
// ones get fewer, and few, so that nobody's request pays for all.
const sweep = 4

// Kept returns the answer under the user's key if it is younger than ttl.
func (tx *Tx) Kept(userID int64, key string, ttl time.Duration) (KeptAnswer, bool, error) {
	var k KeptAnswer
	err := tx.get(&k, `SELECT request_hash, status, location, etag, body FROM idempotency_keys
		WHERE user_id = ? AND key = ? AND created_at > ?`, userID, key, tx.expired(ttl))
	if errors.Is(err, ErrNotFound) {
		return k, false, nil
	}
	return k, err == nil, err
}

// Keep puts the answer under the key, in this transaction: there is never the
// change without the key, nor the key without the change.
func (tx *Tx) Keep(userID int64, key string, k KeptAnswer, ttl time.Duration) error {
	err := tx.exec(`DELETE FROM idempotency_keys WHERE rowid IN
		(SELECT rowid FROM idempotency_keys WHERE created_at <= ? ORDER BY created_at LIMIT ?)`, tx.expired(ttl), sweep)
	if err != nil {
		return err
	}
	// REPLACE: the key may be there still, and be too old.
	return tx.exec(`INSERT OR REPLACE INTO idempotency_keys
		(user_id, key, request_hash, status, location, etag, body, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		userID, key, k.RequestHash, k.Status, k.Location, k.ETag, k.Body, tx.now)
}

func (tx *Tx) expired(ttl time.Duration) Time { return tx.now - Time(ttl.Microseconds()) }
