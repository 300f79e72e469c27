// Package interfaces holds the programs of lecture 3, in the order in which the
// lecture shows them:
//
//	meter         two ways to count what a connection sends, and the repair
//	words         interface values taken apart
//	methodset     does not compile, in testdata: a T where only a *T has the method
//	boxing        what a conversion to an interface allocates
//	dispatch      direct, through an interface, by a type parameter, inlined
//	profiled      a call that the compiler guards by a profile
//	promotion     embedding is not inheritance
//	ambiguous     does not compile, in testdata: two methods at one depth
//	lock          fails: an embedded mutex that callers can lock
//	reminders     an interface grown in four steps
//	nilerror      fails, in testdata: an error that is not nil and holds nil
//	flusher       fails: a wrapper that loses a method
//	unwrap        flusher, repaired
//	uncomparable  fails: a map key without ==
//	sumtype       fails: a case that never matches
//	other         the same in Rust, TypeScript and Python
package interfaces
