package process

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// check returns why a sandbox cannot be as it is described.
func (b *Sandbox) check() error {
	if b.Tool == "" {
		return errors.New("a sandbox without a tool")
	}
	for _, dir := range slices.Concat(b.Writable, b.Hidden) {
		if !filepath.IsAbs(dir) {
			return fmt.Errorf("%s: a sandbox takes absolute paths", dir)
		}
	}
	return nil
}

// arguments are those of bwrap, up to the command, which becomes the first
// process: nothing inside can kill or stop it, and with it everything inside
// ends. bwrap's --die-with-parent is left out, since it is about the thread that
// started it, which in Go can end by itself; the closed pipe of orders does it.
func (b *Sandbox) arguments() []string {
	args := strings.Fields("--unshare-all --new-session --as-pid-1 --cap-drop ALL --ro-bind / / --chdir / --proc /proc" +
		" --dev /dev --size 67108864 --tmpfs /dev/shm --remount-ro /dev")
	hidden := append([]string{"/run"}, b.Hidden...)
	for _, dir := range hidden {
		args = append(args, "--tmpfs", dir)
	}
	// Where NixOS has its programs.
	args = append(args, "--ro-bind-try", "/run/current-system", "/run/current-system")
	for _, dir := range b.Writable {
		args = append(args, "--bind", dir, dir)
	}
	for _, dir := range hidden {
		args = append(args, "--remount-ro", dir)
	}
	return append(args, "--")
}
