package checker

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"

	"systems.course/internal/catalog"
	"systems.course/internal/checker/harness/seal"
	"systems.course/internal/process"
	"systems.course/internal/safefile"
)

// check runs one check in a process and a folder of its own. The folder has a
// fresh copy of the test binary and of the programs, since a check's process can
// write what its user can.
func (c *Checker) check(ctx context.Context, b built, check catalog.Check) (r CheckResult, err error) {
	if err := os.MkdirAll(c.scratch.dir, 0o755); err != nil {
		return r, broken("making a scratch folder", err)
	}
	dir, err := os.MkdirTemp(c.scratch.dir, "check-")
	if err != nil {
		return r, broken("making a folder for a check", err)
	}
	order := seal.Order{Key: make([]byte, 32), Check: check.Func, File: filepath.Join(dir, "report")}
	rand.Read(order.Key) // never returns an error
	message, err := json.Marshal(order)
	if err != nil {
		return r, broken("writing an order", err)
	}
	binary, err := fill(dir, b)
	if err != nil {
		return r, broken("copying the built checks", err)
	}
	limit, limits := c.job.checkLimits()
	result, err := process.Run(ctx, process.Command{
		Path: binary, Dir: filepath.Join(dir, "work"), Env: c.environment(dir), Stdin: message, Limit: limit, Quit: true,
		Args:   []string{"-test.run=^TestCourse$", "-test.v", "-test.timeout=0", "-test.paniconexit0"},
		Memory: limits.Memory, Processes: limits.Processes,
		Disk:    process.Quota{Dir: dir, Bytes: limits.Disk, Files: limits.Files},
		Sandbox: c.sandbox(dir),
	})
	if err != nil {
		return r, broken("running a check", err)
	}
	e := explainer{
		module: c.kit.module, target: c.job.Target != "", result: result, report: readReport(order), limit: limit, limits: limits,
	}
	r = e.explain()
	r.Check, r.Name, r.Title, r.Time = check, check.Func, check.Title(), result.Time
	return r, nil
}

// fill puts into a check's folder what its process needs, and returns the path
// of the test binary.
func fill(dir string, b built) (binary string, err error) {
	for _, name := range []string{"bin", "home", "work"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			return "", err
		}
	}
	for name, image := range b.programs {
		if err := writeProgram(filepath.Join(dir, "bin", name), image); err != nil {
			return "", err
		}
	}
	binary = filepath.Join(dir, executable("checks"))
	return binary, writeProgram(binary, b.checks)
}

// writeProgram writes a file that is to be executed at once. A child that another
// goroutine forks meanwhile would hold the file open for writing for a moment,
// and execve(2) would fail with ETXTBSY; the lock is the one that forks take.
func writeProgram(file string, image []byte) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return os.WriteFile(file, image, 0o755)
}

// maxReport is more than a report can have: its longest part is a stack trace.
const maxReport = 1 << 20

// readReport returns the report whose seal holds, or nil. The file may be
// anything that the attempt has put in its place.
func readReport(order seal.Order) *seal.Report {
	text, err := safefile.Read(order.File, maxReport)
	if err != nil {
		return nil
	}
	report, err := seal.Open(order.Key, text)
	if err != nil || report.Check != order.Check {
		return nil
	}
	return &report
}

// environment is all that a process under check gets to see.
func (c *Checker) environment(dir string) []string {
	home := filepath.Join(dir, "home")
	env := []string{
		"HOME=" + home, "TMPDIR=" + home, "TMP=" + home, "TEMP=" + home, "LANG=C.UTF-8",
		"COURSE_BIN=" + filepath.Join(dir, "bin"),
		"GORACE=atexit_sleep_ms=0", // instead of a second's wait at the end of each process
	}
	keep := []string{"PATH"}
	if runtime.GOOS == "windows" {
		keep = append(keep, "SystemRoot", "SystemDrive", "PATHEXT", "COMSPEC")
	}
	for _, name := range keep {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	for name, value := range map[string]string{"COURSE_SEED": c.job.Seed, "COURSE_TARGET": c.job.Target} {
		if value != "" {
			env = append(env, name+"="+value)
		}
	}
	slices.Sort(env)
	return env
}
