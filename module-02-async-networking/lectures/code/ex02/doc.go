// Package ex02 holds the tests of the sketches in other: exercise 02's design, the
// issue tracker, in TypeScript, Python and Rust. The exercise's commentary shows
// them.
package ex02
