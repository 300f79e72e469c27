// Package failures holds the programs of lecture 5, in the order in which the
// lecture shows them:
//
//	verb       one text, and what three errors with it promise
//	cost       what making an error allocates
//	depth      a failure's way up through 20 calls, as a value and as a panic
//	tree       the order in which errors.Is and errors.AsType look
//	ask        what it costs to find out what an error is
//	accept     a server that ends because an error was wrapped
//	recovers   the rules of recover
//	fatal      what recover cannot stop
//	defers     when deferred calls are evaluated and run
//	defercost  the three forms of a deferred call
//	stopped    why a context was cancelled
//	orders     an error from where it is made to where it leaves the process
//	unwritten  fails: an error of Flush lost on a full disk
//	twice      fails: a wrapped driver.ErrBadConn pays three times
//	locked     fails: a handler's panic leaves a mutex locked
//	first      fails: of two broken disks the caller hears of one
//	other      errors and their cost in Rust, Python and TypeScript
//	timeouts   five ways of package net to run out of time
package failures
