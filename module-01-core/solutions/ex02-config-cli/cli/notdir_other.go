//go:build !unix

package cli

import "io/fs"

// errNotDir is what the system says of a path through a file.
var errNotDir = fs.ErrNotExist
