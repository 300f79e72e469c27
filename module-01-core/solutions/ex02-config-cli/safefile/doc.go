// Package safefile replaces a file so that whoever reads it, whenever, finds the
// old content or the new and never a part, also after a crash; and lets many
// writers change one file in turn, so that no change is lost.
//
// # What it promises
//
// Of a file that is replaced, a crash of the program or the machine leaves
//
//  1. the old content, or the new, whole;
//  2. the new content, once [Replace] or [Update] has returned nil;
//  3. at most one more file for each crash, with the name that [TempPrefix]
//     begins, which the next Update removes.
//
// While nothing crashes, a file that an error left as it was has no such
// companion. Mode and owner of the file stay; a symbolic link stays one, and
// what it leads to is replaced.
//
// # The files beside it
//
// For a file app.toml, in the directory where it really is:
//
//	.app.toml.lock         the lock: empty, made by the first Update, and never
//	                       removed, since whoever waits for it has it open. It
//	                       has the owner of app.toml, and those may open it who
//	                       may write app.toml, as both were when it was made
//	.app.toml.tmp-XXXXXX   what is being written: for its owner alone until it
//	                       has the mode of the file
//
// The lock is advisory: it holds off those who ask for it. An editor that asks
// nobody is noticed where it can be: Update compares the file right before the
// rename with what it has read, and gives up with [ErrChanged]. Between that look
// and the rename there remain some microseconds.
//
// Replace asks for no lock either. An Update at the same time takes its temporary
// file for one that a killed writer left, and removes it; Replace then fails with
// fs.ErrNotExist, and the file is as the Update left it.
//
// If the first Update of a file is one by root, and is killed between making the
// lock and giving it away, the lock is root's, and the owner is refused until
// root removes it. There is no way to repair a lock that is there: whoever may
// write the directory could have put another file in its place.
//
// # Steps of a replacement
//
//	follow the links        target, at most 40 links
//	look at it              a regular file, or none
//	create the temporary    in the same directory: a rename does not cross file systems
//	write, owner, mode      the owner first, because a change of owner takes bits of the mode
//	sync the file           or else the rename may be on the disk before the content
//	close it
//	rename                  the moment of change
//	sync the directory      or else the rename itself may be lost
//
// Every step's error is returned, with the step and the path in it.
package safefile
