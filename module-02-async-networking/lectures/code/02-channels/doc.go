// Package channels holds the programs of lecture 2, in the order in which the
// lecture shows them:
//
//	stopping   a pipeline that is stopped in three ways
//	handoff    where a value goes: past the ring, and in which order
//	chances    which ready case a select takes
//	timers     what time.After leaves behind
//	tree       how a context learns of its parent's end, and what a child costs
//	costs      selects, and questions to a context
//	ordered    calls side by side, with results in order
//	queue      four answers to a slow consumer
//	flight     one piece of work for many callers
//	reading    a Read that ends with a context
//	deaf       fails: a reader that was given up and reads on
//	nested     fails: a limited group that waits for itself
//	shared     fails: the first caller's deadline is everybody's
//	forgotten  fails: contexts that pile up without a goroutine
//	leaks      six leaks, and who finds them; leaks/count asks the leak profile
//	gotest     shows what tests log
package channels
