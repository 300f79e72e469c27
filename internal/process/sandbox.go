package process

import (
	"context"
	"fmt"
	"os/exec"
	"time"
)

// A Sandbox hides the machine from a command, by bubblewrap: no network but a
// loopback of its own, a read-only file system but for Writable, and process
// identifiers of its own. /run, where services have their sockets, appears
// empty, and /dev has no devices of the machine's. Linux only.
//
// What can be read outside can be read inside, unless it is Hidden. A socket
// file that can be seen can be connected to.
type Sandbox struct {
	Tool     string   // path of bwrap, as FindSandbox returns it
	Writable []string // absolute, existing; may lie below Hidden
	Hidden   []string // absolute: folders that appear empty, and cannot be written
}

// FindSandbox returns the path of a bwrap that works here, which it tries once.
// Many containers allow none; the error says what it lacks.
func FindSandbox(ctx context.Context) (tool string, err error) {
	if tool, err = exec.LookPath("bwrap"); err != nil {
		return "", err
	}
	quiet, err := exec.LookPath("true")
	if err != nil {
		return "", err
	}
	r, err := Run(ctx, Command{Path: quiet, Dir: "/", Limit: 10 * time.Second, Sandbox: &Sandbox{Tool: tool}})
	if err != nil {
		return "", fmt.Errorf("%s does not work here: %w", tool, err)
	}
	if r.Exit != 0 || r.TimedOut {
		return "", fmt.Errorf("%s does not work here: exit code %d of a command that does nothing", tool, r.Exit)
	}
	return tool, nil
}
