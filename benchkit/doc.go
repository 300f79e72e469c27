// Package benchkit has what the benchmarks of all modules do with what they have
// measured: medians with their quartiles, verdicts on what is owed, a chart, the
// places in a README.md that are filled with them, and the way there (Publish).
package benchkit
