// Package requires has requirements that a starter goes without.
package requires

import "systems.course/requires/internal/inner"

// Do does.
//
//course:stage 1
func Do() error {
	return inner.Do()
}
