// Package generics holds the programs of lecture 4, in the order in which the
// lecture shows them:
//
//	rewrites   an interface replaced by a type parameter, twice
//	typesets   what a constraint lets in, and NaN
//	inference  which type arguments are found
//	pointers   a constraint that says *T
//	selfref    a constraint that speaks of itself, and a generic alias
//	shapes     what the compiler makes of four generic functions
//	symbols    the table of symbols of shapes
//	calls      what a method call costs in a generic function
//	instances  machine code and compile time by type arguments
//	sorted     the ways of the standard library to sort
//	switches   asking for the type inside a generic function
//	heaps      a heap grown in four steps
//	ids        identifiers with a type parameter that no value has
//	asked      a function whose type argument is a question
//	nanset     fails: a set of floats
//	keys       fails: a key that has no ==
//	required   fails: a nil that is not nil
package generics
