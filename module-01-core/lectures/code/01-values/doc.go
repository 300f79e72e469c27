// Package values holds the programs of lecture 1, in the order in which the
// lecture shows them:
//
//	asterisk   a million trades as values and behind pointers
//	layout     sizes, offsets and padding
//	copies     what an assignment copies
//	escape     what stays on the stack and what leaves it
//	sizeclass  what the allocator charges
//	growth     a stack that moves
//	pacing     GOGC and GOMEMLIMIT
//	linked     a list in three steps: pointers, slab, index
//	aliasing   fails: a pointer into a slice that grows
//	handles    aliasing, repaired
//	retained   fails: sixteen bytes that keep 64 KiB
//	copied     fails: a strings.Builder by value
//	cleanup    fails: a clean-up that keeps its object alive
//	passing    by value or by pointer
package values
