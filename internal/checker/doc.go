// Package checker runs an exercise's checks on somebody's attempt and says what
// came of it.
//
// # How a verdict comes about
//
// The verdict is never what `go test` prints or returns, because the attempt's
// code runs in the same process and could print or return anything.
//
//  1. The attempt's own files, without its tests, its go.mod and its copy of the
//     checks, are read into memory, and written, for each build anew, to a
//     scratch folder together with the course's checks, go.mod and checkkit.
//     Symbolic links are not followed.
//  2. A generated TestMain and one generated test call a stage's checks by name,
//     each in a process and a folder of its own with a fresh copy of the test
//     binary, so that one that hangs, dies or writes about costs its own result
//     and no other.
//  3. A random key for each process comes over its standard input and is read
//     before any code of the attempt is initialised (package harness/key). What
//     came of the check is written to a file under the seal of that key.
//  4. A check has passed if and only if (a) its report is there and its seal
//     holds, (b) it names the check, as completed, neither failed nor skipped,
//     (c) os.Args and the environment were left alone, (d) the exit code is 0 and (e) the time limit
//     was kept. A stage has passed if and only if each of its checks has.
//
// # What an attempt can still do
//
// Code that shares a process with the checks can find the key in its memory: by
// unsafe, syscall, cgo, assembly, linkname or the testing package, but also by a
// heap dump (runtime/debug), by a file of the system that shows the process's
// memory (os), by reflect's pointers, or by a data race. Nothing in the process
// can prevent that, so it is reported: whatever an attempt imports that is
// neither known to be harmless nor imported by the reference, and a list of names
// besides, is suspect, with file and line (suspect.go). A data race, and code
// that tells from its input which check is running, are not seen.
//
// The environment and HOME are not handed on, and a process and its group are
// killed at the end, but an attempt can read and write what its user can:
// strangers' code belongs in a container.
//
// # Three outcomes
//
// Passed and Failed are about the attempt; so is an *[AttemptError], for files
// that cannot be taken. That the checker could not do its work (no Go, a full
// disk) is never Failed: it is a *[BrokenError]. Where a failed build could be
// either, the reference decides: if it builds on this machine, it is the attempt.
package checker
