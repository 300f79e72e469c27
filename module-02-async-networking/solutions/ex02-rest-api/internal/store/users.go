package store

import "crypto/subtle"

// A User is a row and its representation in JSON; so are the types of the other
// resources.
type User struct {
	ID        int64  `db:"id" json:"-"`
	Name      string `db:"name" json:"name"`
	Admin     bool   `db:"admin" json:"admin"`
	CreatedAt Time   `db:"created_at" json:"created_at"`

	TokenHash []byte `db:"token_hash" json:"-"`
}

const selectUser = `SELECT id, name, admin, created_at, token_hash FROM users`

// AddUser returns ErrTaken if there is one of this name.
func (tx *Tx) AddUser(name string, admin bool, tokenHash []byte) (User, error) {
	u := User{Name: name, Admin: admin, CreatedAt: tx.now, TokenHash: tokenHash}
	id, err := tx.insert(`INSERT INTO users (name, admin, token_hash, created_at) VALUES (?, ?, ?, ?)`,
		name, admin, tokenHash, tx.now)
	u.ID = id
	return u, err
}

// UserByToken finds the user whose token has this hash. How long the index takes
// to say no tells something of the hash at most, and from a hash nobody gets to
// a token; the comparison at the end takes the same time for all.
func (tx *Tx) UserByToken(hash []byte) (User, error) {
	var u User
	if err := tx.get(&u, selectUser+` WHERE token_hash = ?`, hash); err != nil {
		return User{}, err
	}
	if subtle.ConstantTimeCompare(u.TokenHash, hash) != 1 {
		return User{}, ErrNotFound
	}
	return u, nil
}

// User finds a user by name.
func (tx *Tx) User(name string) (User, error) {
	var u User
	err := tx.get(&u, selectUser+` WHERE name = ?`, name)
	return u, err
}

// SetToken makes the old token invalid.
func (tx *Tx) SetToken(u User, hash []byte) error {
	return tx.exec(`UPDATE users SET token_hash = ? WHERE id = ?`, hash, u.ID)
}

// Users returns at most limit users whose names come after the given one.
func (tx *Tx) Users(after string, limit int) ([]User, error) {
	list := []User{}
	err := tx.list(&list, selectUser+` WHERE name > ? ORDER BY name LIMIT ?`, after, limit)
	return list, err
}
