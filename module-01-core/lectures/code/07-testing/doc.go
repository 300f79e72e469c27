// Package measuring holds the programs of lecture 7, in the order in which the
// lecture shows them:
//
//	first     a parser whose tests are green, with a bug and a slow path
//	gotest    runs go test for the lecture, and leaves durations out
//	order     in which order the parts of a test run
//	cached    fails: a result from the cache that is no longer true
//	chunks    readers that behave as a network does
//	bubble    an hour in a test of microseconds, and a clock that stands still
//	shrink    a queue against a model, and the shortest sequence that differs
//	lying     benchmarks that measure nothing, or something else
//	warm      what the branch predictor learns from a benchmark
//	waiting   slow requests that the CPU profile does not show
//	logline   first repaired, made fast and compared
//	sleeping  a test that sleeps and hopes
//	omission  fails: a client that waits while it should measure
//	averages  percentiles that do not add up
//	other     the same in Rust, Python and TypeScript
//
// What fails on purpose as a test is behind the build tag fails.
package measuring
