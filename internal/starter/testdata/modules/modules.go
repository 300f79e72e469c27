// Package modules needs other modules.
package modules

import "systems.course/lib/v2"

// Later is named by a check and by nothing else.
type Later struct {
	lib.Base
	n int
}

// Do does.
//
//course:stage 1
func Do() error { return nil }
