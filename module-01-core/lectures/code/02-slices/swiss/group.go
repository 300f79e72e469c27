package main

import "math/bits"

const slots = 8

// A control byte is the lower seven bits of the key's hash, or one of these.
const (
	empty   = 0x80
	deleted = 0xfe
)

const (
	everyByte = 0x01_01_01_01_01_01_01_01
	topBits   = 0x80 * everyByte
)

// group is eight slots and a word with a control byte for each.
type group struct {
	control uint64
	slots   [slots]struct{ key, value uint64 }
}

// zeroBytes returns a set with the top bit of each byte of v that is zero.
func zeroBytes(v uint64) uint64 { return ^((v&^topBits + ^uint64(topBits)) | v) & topBits }

// match returns the slots whose control byte is c: eight comparisons without a
// branch.
func (g *group) match(c uint8) uint64 { return zeroBytes(g.control ^ everyByte*uint64(c)) }

// first returns the lowest slot of a set that is not empty.
func first(set uint64) int { return bits.TrailingZeros64(set) / 8 }

func (g *group) set(slot int, c uint8) {
	g.control = g.control&^(0xff<<(8*slot)) | uint64(c)<<(8*slot)
}
