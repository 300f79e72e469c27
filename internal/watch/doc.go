// Package watch says when the files of a student's folder have changed.
//
// It looks at the folder again and again instead of asking the system for file
// events. Events (inotify, kqueue, ReadDirectoryChangesW) come at once and cost
// nothing while nothing happens, but they don't come at all for a folder that
// another machine writes: NFS, SMB, a Windows folder seen from WSL, a folder
// shared with a virtual machine. There one would have to poll besides, and the
// watching would be two programs with two sets of faults. An editor that saves by
// renaming takes the watched file away, a folder that is moved away and back takes
// the watch with it, and each system tells of both in its own way; somebody who
// looks sees what is there. A workspace has some fifty files, so a look is some
// fifty calls of lstat: BenchmarkLook says what that costs. Where looks are slow,
// they become fewer, so that they take no more than a twentieth of the time.
//
// What is looked at is what the checker takes of a folder. A file is read again
// when its size, its time of change or its identity is another one, and also, for
// three seconds after that, at every look: the times of FAT go in steps of two
// seconds, and a second save of the same size could fall into the step of the
// first. No time of a file is compared with the clock of this machine, since the
// two may be different machines' clocks.
//
// What is reported is the sum of the content and not that something happened, so
// that a save without a change is no news. A folder that is being changed is
// reported once it has stayed the same for a tenth of a second: a burst of saves
// is one report, and a half-written file is mostly not seen. Mostly is enough: the
// report of the whole file follows.
package watch
