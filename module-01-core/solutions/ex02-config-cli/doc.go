// Package confctl is the layered configuration of a service: a schema that says
// which keys there are, the layers that give them values, and an account of
// every value: where it comes from, and what is wrong with it.
//
// # Layers
//
// A key gets its value from the strongest [Layer] that has one. From the
// weakest: the schema's defaults, the system's file, the user's file, the
// project's file, the environment, flags. A value is taken whole: a list or a
// map of one layer is not merged with another's.
//
// # What it promises
//
//  1. Nothing is corrected in silence, and nothing is reported alone: what reads
//     a schema, a file, the environment or flags goes on after a problem, and
//     returns all of them.
//  2. A [Problem] names its place (file, line and column, a variable or a flag),
//     the key, what was found, what is allowed, and the key that was meant, if
//     one is near.
//  3. A value of a key whose type has a secret in it is a [Secret], or a list or
//     map of them. It is in no problem, and no printing of it shows more than
//     [Redacted].
//  4. [Set] and [Unset] return the file with one entry changed: each other
//     entry has the value it had, as a reading of the result has shown, and each
//     byte outside of what had to change is as it was.
//
// Package doc reads and splices the files, package safefile replaces them.
//
// # Where it is simpler than others
//
// There are no structs to decode into, no remote layers, and no watching in this
// package: a value is a Go value in an any, by its key. A dotted name is all there is
// to a key, so a key cannot have a dot in one of its parts.
package confctl
