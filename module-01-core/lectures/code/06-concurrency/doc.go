// Package concurrency holds the programs of lecture 6, in the order in which the
// lecture shows them:
//
//	claim       two goroutines that don't see each other: store buffering
//	goroutines  what a goroutine takes, and what it costs to start one
//	litmus      message passing, as written and as compiled
//	costs       atomics, locks and channels on one processor and on two
//	pool        what sync.Pool keeps over a collection
//	routes      a routing table in five steps; its first step fails under -race
//	spin        fails: a loop that the compiler read once
//	torn        fails: an interface value of two halves
//	once        fails under -race: double-checked locking
//	overdrawn   fails: no data race, and wrong
//	leaked      fails: goroutines that nobody will wake
//	deadlock    fails: one that the runtime sees, and one that it doesn't
package concurrency
