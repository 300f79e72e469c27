package peer

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Go builds a program of another module's folder into dir, and returns its path.
func Go(dir, module, pkg string) (string, error) {
	program := filepath.Join(dir, filepath.Base(pkg))
	build := exec.Command("go", "build", "-o", program, pkg)
	build.Dir, build.Env = module, append(os.Environ(), "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", pkg, err, out)
	}
	return program, nil
}

//go:embed bare/bare.c
var bare []byte

// Bare builds the bare server, bare/bare.c, into dir, and returns how it is run. It
// sends what comes from any of its connections to all others.
func Bare(dir string) (Command, error) {
	program := filepath.Join(dir, "bare")
	if err := os.WriteFile(program+".c", bare, 0o644); err != nil {
		return nil, err
	}
	if out, err := exec.Command("cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, program+".c").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the bare server: %w\n%s", err, out)
	}
	return func(_ string, port int) (*exec.Cmd, error) { return exec.Command(program, fmt.Sprint(port)), nil }, nil
}

// Version returns the first words of what a server says it is.
func Version(name string, args ...string) (string, error) {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	line, _, _ := strings.Cut(string(out), "\n")
	words := strings.Fields(line)
	return strings.Trim(strings.Join(words[:min(3, len(words))], " "), "-"), nil
}
