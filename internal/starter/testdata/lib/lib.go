// Package lib is another exercise.
package lib

// Base is embedded.
type Base struct{ n int }

// Size is promoted.
//
//course:stage 1
func (b Base) Size() int { return b.n }
