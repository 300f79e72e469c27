//go:build unix

package store

import (
	"errors"
	"os"
)

// syncDir makes a name in the directory survive a loss of power.
func syncDir(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
