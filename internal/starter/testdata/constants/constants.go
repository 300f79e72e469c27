// Package constants has blocks that count and groups that do not.
package constants

// Reason says why.
type Reason int

// The reasons.
const (
	Evicted Reason = iota // over capacity
	expired               // not exported, but the next one counts on it

	// Removed by the caller.
	Removed
)

// These repeat.
const (
	first = "a"
	Second
)

// Sizes do not count: the group is kept in part.
const (
	// KB is a kilobyte.
	KB = 1 << 10
	// pageSize is nobody's business.
	pageSize = 4 * KB

	// This comment is about what goes.

	MB, half = 1 << 20, 1 << 19 // two names in one
)

// hidden counts, and nothing needs it.
const (
	hidden = iota
	hiddenToo
)

// levels is needed by Levels.
const levels = sides * 2

const sides = 3

// Levels has the length of an unexported constant.
var Levels [levels]int

// Half is kept, and brings the block.
var Half = low

const (
	high = iota
	low
)
