// Package intake finds the attempts of a class and takes their files: folders,
// git clones and archives, as learning platforms hand them out.
//
// What a stranger has packed is data and nothing else. No command runs over it,
// git's configuration is not read, no symbolic link is followed, and nothing is
// unpacked before names, sizes and ratios are within the limits below. What is
// wrong with one attempt is an *[UnfitError] of that attempt: it never ends the
// run of the others.
//
// # What is an attempt, and what a folder of attempts
//
//  1. A folder with go.mod, .course/progress.json or a Go file in it is an attempt.
//  2. A folder whose only folder or archive bears the name of an exercise
//     (lru-cache, ex01-lru-cache) is an attempt: that one is its wrapper.
//  3. So is a given folder beside which at least three times as many given ones
//     lie that are attempts: they come from one list, such as the shell's class/*.
//  4. Any other folder with folders or archives in it is a folder of attempts.
//  5. An archive is a folder of attempts if two or more folders or archives at
//     its top have code in them, and an attempt otherwise.
//
// # Where an attempt begins
//
// Its root is the folder whose go.mod has the exercise's module path, or whose
// .course/progress.json names the exercise. Without one, it is the shallowest
// folder with Go files, other than tests, of the exercise's package. Of nested
// roots the outermost counts; two that lie side by side are nobody's guess, and
// make the attempt unfit.
package intake

import (
	"fmt"
	"strings"
)

// Limits on an attempt. Those on files are the checker's too.
const (
	maxFiles  = 2000
	maxFile   = 8 << 20  // bytes of one file, unpacked
	maxTotal  = 64 << 20 // bytes of all files, unpacked
	maxDepth  = 32       // folders above a file
	maxPath   = 512      // bytes of a file's name with its folders
	maxRatio  = 100      // unpacked to packed, of all files together
	ratioFrom = 8 << 20  // bytes unpacked, up to which any ratio is fine

	maxArchive   = 256 << 20 // bytes of a file with attempts in it
	maxDirectory = 16 << 20  // bytes of a zip's list of entries
	maxEntries   = 20_000    // of an archive, or a folder
)

// An UnfitError says why an attempt's files cannot be taken, by its own fault.
type UnfitError struct {
	Reason string
}

func (e *UnfitError) Error() string { return e.Reason }

func unfit(format string, args ...any) error {
	return &UnfitError{fmt.Sprintf(format, args...)}
}

// junk reports whether a file or folder of that name is nobody's work: what
// operating systems and tools leave behind, git's folder too.
func junk(base string) bool {
	switch base {
	case ".course":
		return false
	case "__MACOSX", "Thumbs.db", "desktop.ini", "node_modules":
		return true
	}
	return strings.HasPrefix(base, ".")
}

// archiveEnding returns the ending of an archive's name, or nothing. Those that
// this package cannot read are among them: they are attempts too.
func archiveEnding(name string) string {
	lower := strings.ToLower(name)
	for _, end := range []string{".zip", ".tar.gz", ".tgz", ".tar", ".7z", ".rar", ".tar.xz", ".tar.bz2"} {
		if strings.HasSuffix(lower, end) && len(lower) > len(end) {
			return end
		}
	}
	return ""
}
