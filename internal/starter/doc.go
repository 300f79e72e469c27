// Package starter makes what a student starts from out of an exercise's
// solution. Nothing in a starter is kept by hand: the solution is parsed and
// type-checked, and the marks in its comments say what stays.
//
// # Marks
//
// A mark is a comment line of its own. On a package it stands in the package
// comment or between the package clause and the first declaration:
//
//	//course:given    every declaration stays as it is
//	//course:api      exported declarations stay; bodies and unexported fields go
//	//course:absent   the package goes
//
// Without a mark the root package is api, those under cmd are given, those
// below an internal folder are absent, and all others are api.
//
// On a declaration a mark stands in the doc comment and overrides the package:
//
//	//course:stage N  a function that the student writes in stage N
//	//course:given    stays as it is, with all that it needs
//	//course:absent   goes
//	//course:api      stays as a signature although it is not exported
//
// A stage alone keeps nothing: an unexported helper may carry one so that
// [Stages] lists it, and goes all the same. On a type or a value a stage is for
// [Stages] only.
//
// # What comes along
//
// The result is the smallest set of declarations that holds the marked ones and
// is closed under these rules:
//
//  1. A kept declaration needs the declarations that its kept part names. The
//     kept part of a stub is its signature; of a stripped struct, the exported
//     and the embedded fields; of everything else, all of it.
//  2. A kept type needs its exported methods. An unexported type that given code
//     uses is kept whole, and so are its methods; an exported one is kept whole
//     only if given code uses a field that would go.
//  3. A function that given code or an initialiser names is given too, except
//     that one with a stage stays a stub. An initialiser that would call a stub
//     is an error, since the package could not be loaded; so is an exported
//     function of an api package without a mark, lest it be given by oversight.
//  4. A type that has all the unexported methods of a kept interface keeps them.
//  5. A constant block that counts, with iota or by repetition, is one
//     declaration.
//  6. A declaration of the name _ stays if all that it names stays.
//
// A file that declares nothing and only imports, for what the imports cause, stays
// in an api package.
//
// Names are followed in every build configuration that the files' constraints
// tell apart, so that a name declared once for each system stays in all of them.
//
// # What go.mod requires
//
// A starter's go.mod is the solution's, without the requirements that are marked
// absent there, above a line or a block:
//
//	// What nothing but the solution's own tests needs; a starter goes without.
//	//
//	//course:absent
//	require golang.org/x/text v0.14.0 // indirect
//
// What else no file of the starter imports is indirect. A library that the student
// is to use is imported, by its blank name where nothing else does. The gate
// "offline" holds all this against what go mod tidy makes of the starter. [Ladder],
// [Whole] and [Frame] have all of go.mod, and go.sum is whole everywhere.
//
// # What is checked
//
// A stub without a stage, a name of an absent package, a mark that says nothing
// or stands where it means nothing: each is an error with the file and line in
// the solution, and all are returned together. The result is type-checked before
// it is returned, against the compiled packages that it imports; where such a
// package cannot be had, only names that were taken away are reported.
//
// [Generate] and [Ladder] need the go command on the PATH, which compiles what the
// solution imports. The functions keep no state and may be called from several
// goroutines.
package starter
