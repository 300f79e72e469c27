package checker

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"systems.course/internal/checker/harness/seal"
	"systems.course/internal/process"
)

// An explainer turns how a check's process ended into a verdict and words for
// the person whose code it ran. The words may quote what the attempt printed;
// the verdict never depends on it.
type explainer struct {
	module string // path of the attempt's module
	target bool   // the check ran against something already running
	result process.Result
	report *seal.Report // nil: none whose seal holds
	limit  time.Duration
	limits Limits
}

func (e *explainer) explain() CheckResult {
	log := readLog(e.result.Stdout)
	r := CheckResult{Outcome: Failed, At: log.at, Output: log.output, Left: e.result.Left}
	switch {
	case e.result.Over != "":
		r.Cause, r.Message = e.over()
	case e.result.Escaped:
		r.Cause, r.Message = Tampering, "the attempt ended or hindered the process that watches over it"
	case e.result.TimedOut:
		r.Cause, r.Message = Timeout, e.timeout()
	case e.report == nil:
		r.Cause, r.Message = e.died()
	case e.report.Changed != "":
		r.Cause, r.Message = Tampering, fmt.Sprintf("the attempt changed %s, which belongs to the checks", e.report.Changed)
	case e.report.Panic != "":
		r.Cause, r.Message = Panic, e.panicked(e.report.Panic, e.report.Stack)
	case e.report.Failed:
		r.Cause, r.Message = Assertion, e.failed(log)
	case e.report.Skipped:
		r.Cause, r.Message = Skipped, "the check skipped itself:\n"+log.message
		if e.target {
			r.Outcome, r.Message = NotRun, log.message
		}
	case !e.report.Completed || e.result.Exit != 0:
		r.Cause, r.Message = Crash, "the check was done, and then the process ended with "+ending(e.result)
	default:
		r.Outcome = Passed
	}
	return r
}

func (e *explainer) failed(log testLog) string {
	stderr := string(e.result.Stderr)
	if i := strings.Index(stderr, "WARNING: DATA RACE"); i >= 0 {
		return joinLines("the race detector saw two goroutines at the same memory, at least one of them writing, "+
			"and nothing that orders them:", e.race(stderr[i:]), log.message)
	}
	if log.message == "" {
		return "the check failed and said nothing"
	}
	return log.message
}

func (e *explainer) timeout() string {
	places := e.blocked(string(e.result.Stderr))
	return joinLines(fmt.Sprintf("no end after %v: an endless loop, a deadlock, or a wait for what never comes", e.limit), places)
}

// over explains that the processes of a check had too much of something.
func (e *explainer) over() (Cause, string) {
	switch e.result.Over {
	case process.OverMemory:
		return Memory, joinLines(fmt.Sprintf("ended with more than %d MiB of memory in use: something grows without a bound, or calls itself without an end", e.limits.Memory>>20),
			e.blocked(string(e.result.Stderr)))
	case process.OverProcesses:
		return Processes, fmt.Sprintf("ended with more than %d processes at once: something starts processes without waiting for their end", e.limits.Processes)
	default:
		return Disk, fmt.Sprintf("ended with more than %d MiB or %d files in the folder that it runs in: something writes without a bound",
			e.limits.Disk>>20, e.limits.Files)
	}
}

// died explains a process that ended without a report.
func (e *explainer) died() (Cause, string) {
	stdout, stderr := string(e.result.Stdout), string(e.result.Stderr)
	all := stderr + "\n" + stdout
	if value, stack, ok := cutLine(all, "panic: "); ok {
		return Panic, e.panicked(value, stack)
	}
	if value, stack, ok := cutLine(all, "fatal error: "); ok {
		return Crash, joinLines("the Go runtime ended the process: "+value, e.frames(stack, 3))
	}
	if e.result.Exit == 3 && strings.Contains(stderr, "the report cannot be written") {
		return Tampering, "the check was done, and the report cannot be written: something stands in its place, or the folder is gone"
	}
	if e.result.Exit == 0 && strings.Contains(all, "testing: warning: no tests to run") {
		return Tampering, "the check was never run: the attempt changed the flags of the test binary"
	}
	return Crash, "the process ended with " + ending(e.result) + " before the check was done: does the code call os.Exit, syscall.Exit or log.Fatal?"
}

func ending(r process.Result) string {
	if r.Signal != "" {
		return "the signal " + r.Signal
	}
	return fmt.Sprintf("exit code %d", r.Exit)
}

var stubPattern = regexp.MustCompile(`^stage \d+: .`)

// panicked explains a panic of the value, which for the body of a starter's stub
// is the stage that it belongs to.
func (e *explainer) panicked(value, stack string) string {
	value = strings.TrimSuffix(value, " [recovered]")
	if stubPattern.MatchString(value) {
		return joinLines("not written yet: "+value, e.frames(stack, 1))
	}
	return joinLines("panic: "+value, e.frames(stack, 4))
}

// framePattern is a line of a stack trace with a place in the attempt's module.
var framePattern = regexp.MustCompile(`^\s+(\S+\.go:\d+)(?: \+0x[0-9a-f]+)?\s*$`)

// frames returns the first places of a stack trace that lie in the attempt's own
// files, as "  at file.go:12  (*Cache).Put".
func (e *explainer) frames(stack string, most int) string {
	var places []string
	function := ""
	for line := range strings.Lines(stack) {
		m := framePattern.FindStringSubmatch(line)
		if m == nil {
			function = strings.TrimSpace(line)
			continue
		}
		place, ok := strings.CutPrefix(m[1], e.module+"/")
		if !ok || strings.Contains(place, "_test.go:") {
			continue
		}
		places = append(places, fmt.Sprintf("at %s  %s", place, e.short(function)))
		if len(places) == most {
			break
		}
	}
	return strings.Join(places, "\n")
}

// short takes the module's path, the arguments and what created a goroutine out
// of a function's line in a stack trace.
func (e *explainer) short(function string) string {
	function = strings.TrimPrefix(function, "created by ")
	if i := strings.LastIndex(function, "("); i > 0 && strings.HasSuffix(function, ")") {
		function = function[:i]
	}
	function, _, _ = strings.Cut(function, " in goroutine")
	function = strings.TrimPrefix(function, e.module)
	_, name, ok := strings.Cut(function, ".")
	if !ok {
		return function
	}
	return name
}

// blocked returns, of a dump of all goroutines, the state and the innermost
// place of those that are in the attempt's files.
func (e *explainer) blocked(dump string) string {
	var places []string
	for _, part := range strings.Split(dump, "\n\n") {
		head, rest, ok := strings.Cut(part, "\n")
		_, state, named := strings.Cut(strings.TrimSuffix(head, ":"), " [")
		if !ok || !named || !strings.HasPrefix(head, "goroutine ") {
			continue
		}
		if place := e.frames(rest, 1); place != "" && len(places) < 4 {
			places = append(places, fmt.Sprintf("%s  [%s", place, state))
		}
	}
	return strings.Join(places, "\n")
}

// race returns the two accesses of the first race report.
func (e *explainer) race(report string) string {
	report, _, _ = strings.Cut(report, "\n==================")
	var places []string
	for _, part := range strings.Split(report, "\n\n") {
		head, rest, _ := strings.Cut(strings.TrimPrefix(part, "WARNING: DATA RACE\n"), "\n")
		access, _, ok := strings.Cut(head, " at 0x")
		if !ok {
			continue
		}
		if place := e.frames(rest, 1); place != "" {
			places = append(places, strings.ToLower(access)+" "+place)
		}
	}
	return strings.Join(places, "\n")
}

// cutLine returns what follows mark on the first line that begins with it, and
// all that comes after that line.
func cutLine(text, mark string) (line, rest string, ok bool) {
	if !strings.HasPrefix(text, mark) {
		i := strings.Index(text, "\n"+mark)
		if i < 0 {
			return "", "", false
		}
		text = text[i+1:]
	}
	line, rest, _ = strings.Cut(text[len(mark):], "\n")
	return strings.TrimSpace(line), rest, true
}

func joinLines(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n")
}
