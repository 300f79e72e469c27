// Package checkkit is what the checks of an exercise are written with: failures
// that say what was expected, what came and why, waiting that always ends,
// random input that can be repeated, and programs under check.
//
// It has no dependency beyond the standard library, so that an exercise's
// starter has none either. A starter carries a copy of it.
//
// A check is an ordinary test function of a stage's test file. Nothing in this
// package needs the course command: `go test` in a starter runs the same checks.
//
// # Environment
//
//	COURSE_SEED    the seed of Rand, a decimal number; a random one if unset
//	COURSE_BIN     a folder with the programs under check, built beforehand
//	COURSE_TARGET  host:port of something already running, which Start then
//	               stands for instead of the program; checks that give the
//	               program arguments, stop it or kill it are skipped
package checkkit
