// Package interfaces holds the programs of lecture 3, in the order in which the
// lecture shows them:
//
//	meter         two ways to count what a connection sends, and the repair
//	words         interface values taken apart
//	boxing        what a conversion to an interface allocates
//	dispatch      direct, through an interface, by a type parameter, inlined
//	profiled      a call that the compiler guards by a profile
//	promotion     embedding is not inheritance
//	reminders     an interface grown in four steps
//	nilerror      fails, in testdata: an error that is not nil and holds nil
//	flusher       fails: a wrapper that loses a method
//	unwrap        flusher, repaired
//	uncomparable  fails: a map key without ==
//	lock          fails: an embedded mutex that callers can lock
//	sumtype       fails: a case that never matches
package interfaces
