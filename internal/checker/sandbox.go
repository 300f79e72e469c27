package checker

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"systems.course/internal/process"
)

// needed are folders that a program cannot run without; nothing above them can
// be hidden.
var needed = []string{"/bin", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sys", "/usr"}

// sandbox returns what a check's process is shut into: its folder can be written;
// the users' homes, the course, the folder beside whose siblings the attempt lies,
// and temporary files are not to be seen. Nil without Job.Sandbox.
func (c *Checker) sandbox(dir string) *process.Sandbox {
	if c.job.Sandbox == "" {
		return nil
	}
	// HOME and TMPDIR may name other places than those that are full of sockets and
	// keys all the same.
	hide := []string{"/home", "/root", "/tmp", "/var/tmp", os.TempDir(), c.job.Course.Root, filepath.Dir(c.job.Attempt), filepath.Dir(c.scratch.dir)}
	hide = append(hide, c.job.Hidden...)
	if home, err := os.UserHomeDir(); err == nil {
		hide = append(hide, home)
	}
	return &process.Sandbox{Tool: c.job.Sandbox, Writable: []string{dir}, Hidden: hidden(hide)}
}

// hidden returns the folders that can be hidden, by their real names, without
// those that lie in another one of them.
func hidden(folders []string) []string {
	var found []string
	for _, folder := range folders {
		folder, err := filepath.Abs(folder)
		if err == nil {
			folder, err = filepath.EvalSymlinks(folder)
		}
		if err != nil { // what is not there need not be hidden
			continue
		}
		if !slices.ContainsFunc(needed, func(n string) bool { return within(n, folder) }) {
			found = append(found, folder)
		}
	}
	slices.Sort(found) // a folder comes before what lies in it
	var kept []string
	for _, folder := range found {
		if !slices.ContainsFunc(kept, func(above string) bool { return within(folder, above) }) {
			kept = append(kept, folder)
		}
	}
	return kept
}

// within reports whether path is dir or lies in it.
func within(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
