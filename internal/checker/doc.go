// Package checker runs an exercise's checks on somebody's attempt and says what
// came of it.
//
// # How a verdict comes about
//
// The verdict is never what `go test` prints or returns, because the attempt's
// code runs in the same process and could print or return anything.
//
//  1. A [Kit] holds all of the course that a verdict depends on: the checks,
//     checkkit, go.mod, the harness and the reference. It is read once, so that
//     what an attempt writes to the course's files is of no use to the next one.
//  2. The attempt's own files, without its tests, its go.mod, its vendor folder and
//     its copy of the checks, are read into memory, and written, for each build
//     anew, to a scratch folder together with the kit. Symbolic links are not
//     followed, and what is no regular file is left out.
//  3. A generated TestMain and one generated test call a stage's checks by name,
//     each in a process and a folder of its own with a fresh copy of the test
//     binary, so that one that hangs, dies or writes about costs its own result
//     and no other.
//  4. A random key for each process comes over its standard input and is read
//     before any code of the attempt that cannot make system calls by itself is
//     initialised (package harness/key). What came of the check is written to a
//     file under the seal of that key.
//  5. A check has passed if and only if (a) its report is there and its seal
//     holds, (b) it names the check, as completed, neither failed nor skipped,
//     (c) os.Args and the environment were left alone, (d) the exit code is 0,
//     (e) no limit was passed and (f) what watches over the process was not
//     hindered. A stage has passed if and only if each of its checks has.
//
// # Limits
//
// Time, memory, processes and the files of a check's folder are limited for the
// check's process and all that it starts, together; output loses its middle
// (limits.go, and package process for how each system keeps them). A build is
// limited in time and memory; it runs no code of the attempt. What it makes may not
// be large, since it is kept in memory. When two checks of a
// stage have run into the time limit, the others are not run. What a check leaves
// running is ended, and counted.
//
// The environment and HOME are not handed on. With Job.Sandbox, a check can write
// to its own folder alone, has no network but a loopback of its own, and sees
// neither the users' homes nor the course nor other attempts. C and assembly are not
// built for it, unless the reference has them: the build runs outside, and they can
// take any file into the program. Without a sandbox an attempt
// can read and write what its user can, and strangers' code belongs in a
// container.
//
// # What an attempt can still do
//
// Code that shares a process with the checks can find the key in its memory, or
// take it from the standard input before the checker does, and seal a report of
// its own; it can change what the checks compare with; it can find out which
// check is running and answer for that one. Nothing in the process can prevent
// that, so it is reported: what follows is suspect, with file and line, wherever
// the reference does not do the same (suspect.go).
//
//   - An import that is not on a list of harmless packages: unsafe, syscall, cgo
//     and testing by what they are, os and all that can open files by way of
//     /proc/self/mem, runtime/debug by a heap dump, reflect by its methods, called by
//     number, that give out addresses, plugin and os/exec by what
//     they load or start, and every other one because nobody has looked at it.
//   - checkkit, the checker's own packages, and a dot import, which hides what is
//     used of a package.
//   - Files of assembly, C and compiled code; the directives of linkname, cgo,
//     WebAssembly and go:debug.
//   - Names that lead round the type system or to the stack: reflect.NewAt,
//     MethodByName, runtime.Callers, runtime.Stack and their like, and log's Output,
//     which writes the line of whoever called.
//   - A variable of another package that is assigned to, or whose address is
//     taken: with context.Canceled = nil, no error at all is the one expected. So
//     it is with an error whose method Is says yes to everything.
//
// What only the reference's programs do, only the programs of an attempt may do:
// they are never linked with the checks. Whatever else the reference does is
// permitted to the attempt as well, so an exercise about files is one whose
// attempts can deceive; [Checker.Permitted] lists those places, for a person to
// read.
//
// Not seen are (1) a data race that tears an interface or a slice, and so reaches
// any memory with no import at all: under Job.Race it fails; (2) code that tells
// from its input which check is running: random input and the mentor's eye are
// against it; (3) reflection on what a check hands to the attempt, whose
// unexported fields it can read; (4) a pointer that a package hands out and that
// leads to a variable of its own, such as unicode.Letter; (5) an attempt's
// programs, which are processes of the same user: without a sandbox they can do
// to the checks' files and, where the system lets them trace, memory what
// anybody's could.
//
// hostile_test.go has an attempt for each kind, with what the checker says of it.
//
// # Three outcomes
//
// Passed and Failed are about the attempt; so is an *[AttemptError], for files
// that cannot be taken. NotRun is for what would tell nothing new. That the checker
// could not do its work (no Go, a full disk) is never Failed: it is a
// *[BrokenError]. Where a failed build could be either, the reference decides: if
// it builds on this machine, it is the attempt.
//
// # Scratch folders
//
// A folder course-check-* in the temporary folder holds all that a [Checker]
// writes, and goes with Close. Beside it lies a file that stays locked meanwhile,
// so that the next New finds and removes what a process that was killed has left.
package checker
