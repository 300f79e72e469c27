// Package checker runs an exercise's checks on somebody's attempt and says what
// came of it.
//
// # How a verdict comes about
//
// The verdict is never what `go test` prints or returns, because the attempt's
// code runs in the same process and could print or return anything.
//
//  1. The attempt's own files, without its tests, its go.mod and its copy of the
//     checks, are copied into a scratch folder together with the course's
//     checks, go.mod and checkkit. Symbolic links are not followed.
//  2. A generated TestMain and one generated test call a stage's checks by name,
//     each in a process of its own, so that one that hangs or dies costs its own
//     result and no other.
//  3. A random key for each process comes over its standard input and is read
//     before any code of the attempt is initialised (package harness/key). What
//     came of the check is written to a file under the seal of that key.
//  4. A check has passed if and only if (a) its report is there and its seal
//     holds, (b) it names the check, as completed, neither failed nor skipped,
//     (c) os.Args were left alone, (d) the exit code is 0 and (e) the time limit
//     was kept. A stage has passed if and only if each of its checks has.
//
// # What an attempt can still do
//
// Code that shares a process with the checks can do anything to them through
// unsafe, syscall, cgo, assembly, linkname or the testing package. Attempts that
// use one of these where the reference does not are reported as suspect, with
// file and line. The environment and HOME are not handed on, and a process and
// its group are killed at the end, but an attempt can read and write what its
// user can: strangers' code belongs in a container.
//
// # Three outcomes
//
// Passed and Failed are about the attempt. That the checker could not do its
// work (no Go, a full disk, checks that do not compile against the reference) is
// never Failed: it is a *[BrokenError].
package checker
