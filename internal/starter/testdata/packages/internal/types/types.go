// Package types is absent but for one type.
package types

// ID is kept.
//
//course:given
type ID [size]byte

//course:given
const size = 4

// Other goes.
type Other struct{}
