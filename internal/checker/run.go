package checker

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"systems.course/internal/catalog"
	"systems.course/internal/checker/harness/seal"
	"systems.course/internal/process"
)

// check runs one check in a process of its own.
func (c *Checker) check(ctx context.Context, check catalog.Check) (CheckResult, error) {
	order := seal.Order{Key: make([]byte, 32), Check: check.Func, File: filepath.Join(c.scratch, "report")}
	rand.Read(order.Key) // never returns an error
	if err := os.Remove(order.File); err != nil && !errors.Is(err, os.ErrNotExist) {
		return CheckResult{}, broken("removing an old report", err)
	}
	message, err := json.Marshal(order)
	if err != nil {
		return CheckResult{}, broken("writing an order", err)
	}
	limit := c.limit()
	result, err := process.Run(ctx, process.Command{
		Path: c.binary, Dir: c.work, Env: c.environment(), Stdin: message, Limit: limit, Quit: true,
		Args: []string{"-test.run=^TestCourse$", "-test.v", "-test.timeout=0", "-test.paniconexit0"},
	})
	if err != nil {
		return CheckResult{}, broken("running a check", err)
	}
	report, err := readReport(order)
	if err != nil {
		return CheckResult{}, err
	}
	e := explainer{module: c.module, target: c.job.Target != "", result: result, report: report, limit: limit}
	r := e.explain()
	r.Check, r.Name, r.Title, r.Time = check, check.Func, check.Title(), result.Time
	return r, nil
}

// readReport returns the report whose seal holds, or nil.
func readReport(order seal.Order) (*seal.Report, error) {
	text, err := os.ReadFile(order.File)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, broken("reading a report", err)
	}
	report, err := seal.Open(order.Key, text)
	if err != nil || report.Check != order.Check {
		return nil, nil
	}
	return &report, nil
}

func (c *Checker) limit() time.Duration {
	limit := c.job.CheckLimit
	if limit == 0 {
		limit = CheckLimit
	}
	if c.job.Race {
		limit *= 6
	}
	return limit
}

// environment is all that a process under check gets to see.
func (c *Checker) environment() []string {
	env := []string{
		"HOME=" + c.temp, "TMPDIR=" + c.temp, "TMP=" + c.temp, "TEMP=" + c.temp, "LANG=C.UTF-8",
		"COURSE_BIN=" + filepath.Join(c.scratch, "bin"),
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
