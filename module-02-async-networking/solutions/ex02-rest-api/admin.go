package restapi

import (
	"context"
	"errors"
	"fmt"

	"systems.course/restapi/internal/store"
)

// AddUser makes a user and returns his token, which is stored nowhere. It makes
// the database too if there is none, and may run while a server does. A name
// that is taken, or that can't be one, is an error.
//
//course:stage 2
func AddUser(ctx context.Context, database, name string, admin bool) (token string, err error) {
	if !slug.holds(name) {
		return "", fmt.Errorf("the name %s", slug.says)
	}
	return changeToken(ctx, database, func(tx *store.Tx, hash []byte) error {
		_, err := tx.AddUser(name, admin, hash)
		if errors.Is(err, store.ErrTaken) {
			return fmt.Errorf("there is a user %s already", name)
		}
		return err
	})
}

// RenewToken returns a new token for the user. The old one is valid no more.
//
//course:stage 2
func RenewToken(ctx context.Context, database, name string) (token string, err error) {
	return changeToken(ctx, database, func(tx *store.Tx, hash []byte) error {
		u, err := tx.User(name)
		if errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("there is no user %s", name)
		}
		if err != nil {
			return err
		}
		return tx.SetToken(u, hash)
	})
}

func changeToken(ctx context.Context, database string, change func(*store.Tx, []byte) error) (token string, err error) {
	st, err := Options{Database: database}.withDefaults().openStore(ctx, true)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	token, hash := newToken()
	if err := st.Write(ctx, func(tx *store.Tx) error { return change(tx, hash) }); err != nil {
		return "", err
	}
	return token, nil
}

// Backup writes the database, as it is at one moment, into a new file, while a
// server runs or not. If it returns an error, there is no such file; one that
// exists already is an error and stays as it is.
//
//course:stage 9
func Backup(ctx context.Context, database, out string) error {
	return store.Backup(ctx, database, out, Options{}.withDefaults().BusyTimeout)
}
