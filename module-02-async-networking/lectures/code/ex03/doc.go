// Package ex03 holds the sketches of exercise 03's commentary in other languages:
// a resume in TypeScript, a stop in Python, a queue with gaps in Rust.
package ex03
