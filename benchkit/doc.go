// Package benchkit has what the benchmarks of all modules do with what they have
// measured: medians with their quartiles, verdicts on what is owed, a chart, and the
// places in a README.md that are filled with them.
package benchkit
