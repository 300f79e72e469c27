// Package slices holds the programs of lecture 2, in the order in which the
// lecture shows them:
//
//	roles        two roles made from one by append
//	header       the three words of a slice, and what append does to each
//	growth       the capacities of growing slices, explained
//	deleted      what Delete leaves behind
//	kept         what a small piece of a long line keeps alive
//	convert      conversions between strings and bytes that copy, or do not
//	concat       building a string from pieces
//	interned     a million labels as strings and as handles
//	utf8         bytes, runes and what is neither
//	bytesperkey  what a map takes for each key
//	order        the order of range, and maps that change meanwhile
//	nan          keys that are not equal to themselves
//	shrink       maps that are emptied, or whose keys come and go
//	iterate      leaving a loop over an iterator
//	pull         what iter.Pull costs
//	swiss        a model of the map: groups, tables, a directory
//	scanner      fails: lines in a buffer that is used again
//	greedy       fails: an iterator that ignores yield
//	concurrent   fails: a map written by several goroutines
//	sorted       a map and a sorted slice
package slices
