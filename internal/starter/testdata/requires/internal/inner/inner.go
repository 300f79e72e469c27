// Package inner needs what the starter does not.
package inner

import "systems.course/checkkit"

// Do does.
func Do() error {
	checkkit.True(nil, true)
	return nil
}
