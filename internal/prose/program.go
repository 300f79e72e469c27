package prose

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// ErrNoGo is returned when a Go program has to be built and the go command is not on the PATH.
var ErrNoGo = errors.New("the go command is not on the PATH")

// A missingTool is an error that says what must be installed to check something.
type missingTool struct{ name string }

func (m missingTool) Error() string { return m.name + " is not installed" }

// A program is a file or folder to build with some flags.
type program struct {
	path  string // relative to the root: a folder of a Go main package, or a file
	flags string // joined by NUL bytes, so that programs can be compared
}

func newProgram(d *directive) program {
	return program{d.path, strings.Join(d.flags, "\x00")}
}

func (p program) words() []string {
	if p.flags == "" {
		return nil
	}
	return strings.Split(p.flags, "\x00")
}

// language is the extension of the file; a folder is a Go package.
func (p program) language() string {
	if ext := path.Ext(p.path); languageOf[ext] != "" {
		return languageOf[ext]
	}
	return "go"
}

var languageOf = map[string]string{
	".go": "go", ".py": "python", ".rs": "rust", ".c": "c", ".h": "c", ".cc": "cpp", ".cpp": "cpp", ".cxx": "cpp", ".hpp": "cpp",
	".ts": "ts", ".mts": "ts", ".cts": "ts", ".tsx": "ts", ".js": "js", ".mjs": "js", ".cjs": "js", ".jsx": "js",
}

// A built program can be started by putting its arguments behind argv.
type built struct {
	argv []string
	log  outcome // of the compiler; the zero value if the language has none
}

// A runner builds and runs each program once, as many at a time as there are processors. It is safe for concurrent
// use. Its errors are findings, missingTools, or failures of the checker.
type runner struct {
	tree   *tree
	temp   string
	limits limits
	slots  chan struct{}
	count  atomic.Int64 // of folders in temp

	builds   memo[program, built]
	compiles memo[program, outcome]
	runs     memo[execution, outcome]
	tsTools  memo[string, tsTool]

	alone sync.RWMutex // held for writing by an execution that must not be disturbed
}

type limits struct {
	build, run time.Duration
	output     int
}

func newRunner(t *tree, temp string, l limits) *runner {
	return &runner{tree: t, temp: temp, limits: l, slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// An execution is a program with its arguments.
type execution struct {
	program program
	args    string // joined by NUL bytes
	merged  bool   // standard error goes to standard output
	alone   bool   // nothing else is built or run meanwhile, as it measures
}

// run builds a program and runs it. That it does not build is a finding.
func (r *runner) run(ctx context.Context, e execution) (outcome, error) {
	return r.runs.get(e, func() (outcome, error) {
		b, err := r.build(ctx, e.program)
		if err != nil {
			return outcome{}, err
		}
		if b.log.failed() {
			return outcome{}, findingf("%s does not build: the compiler %s", e.program.path, b.log.failure())
		}
		argv := b.argv
		if e.args != "" {
			argv = append(argv[:len(argv):len(argv)], strings.Split(e.args, "\x00")...)
		}
		return r.execute(ctx, e.alone, command{
			argv: argv, dir: r.tree.file(r.codeFolder(e.program.path)), merged: e.merged, time: r.limits.run,
		})
	})
}

// execute waits for a free slot, or for all of them.
func (r *runner) execute(ctx context.Context, alone bool, c command) (outcome, error) {
	if alone {
		r.alone.Lock()
		defer r.alone.Unlock()
	} else {
		r.slots <- struct{}{}
		defer func() { <-r.slots }()
		r.alone.RLock()
		defer r.alone.RUnlock()
	}
	if ctx.Err() != nil {
		return outcome{}, ctx.Err()
	}
	c.output = r.limits.output
	return execute(ctx, c)
}

// build makes a program ready to run.
func (r *runner) build(ctx context.Context, p program) (built, error) {
	return r.builds.get(p, func() (built, error) {
		if _, err := r.tree.stat(p.path); err != nil {
			return built{}, err
		}
		switch p.language() {
		case "go":
			return r.buildGo(ctx, p)
		case "rust":
			return r.buildRust(ctx, p)
		case "python":
			return r.interpreted(python, p)
		case "js":
			return r.interpreted("node", p)
		case "ts":
			return r.buildTypeScript(ctx, p)
		}
		return built{}, findingf("%s cannot be run: programs are Go, Python, TypeScript, JavaScript and Rust", p.path)
	})
}

// compile only shows what the compiler says about a program or package.
func (r *runner) compile(ctx context.Context, p program) (outcome, error) {
	return r.compiles.get(p, func() (outcome, error) {
		if _, err := r.tree.stat(p.path); err != nil {
			return outcome{}, err
		}
		switch p.language() {
		case "go":
			return r.goBuild(ctx, p, os.DevNull)
		case "rust":
			b, err := r.buildRust(ctx, p)
			return b.log, err
		case "ts":
			return r.checkTypes(ctx, p)
		}
		return outcome{}, findingf("%s cannot be compiled: compiled are Go, Rust and TypeScript", p.path)
	})
}

// codeFolder is where a program is built and run: the folder of the nearest go.mod, or else its own.
func (r *runner) codeFolder(name string) string {
	dir := name
	if isDir, err := r.tree.stat(name); err != nil || !isDir {
		dir = path.Dir(name)
	}
	if module, ok := r.tree.module(dir); ok {
		return module
	}
	return dir
}

// within gives a path relative to the code folder, as the system writes it.
func (r *runner) within(name string) string {
	relative := strings.TrimPrefix(strings.TrimPrefix(name, r.codeFolder(name)), "/")
	if r.codeFolder(name) == "." {
		relative = name
	}
	return filepath.FromSlash(relative)
}

// scratch makes a new folder for what a build produces.
func (r *runner) scratch() (string, error) {
	dir := filepath.Join(r.temp, strconv.FormatInt(r.count.Add(1), 10))
	return dir, os.Mkdir(dir, 0o700)
}

func (r *runner) buildGo(ctx context.Context, p program) (built, error) {
	dir, err := r.scratch()
	if err != nil {
		return built{}, err
	}
	log, err := r.goBuild(ctx, p, dir+string(filepath.Separator))
	if err != nil || log.failed() {
		return built{log: log}, err
	}
	made, err := os.ReadDir(dir)
	if err != nil {
		return built{}, err
	}
	if len(made) != 1 {
		return built{}, findingf("%s is not the folder of one main package", p.path)
	}
	return built{[]string{filepath.Join(dir, made[0].Name())}, log}, nil
}

var noCompiler = regexp.MustCompile(`-race requires cgo|-race is not supported on|C compiler "[^"]*" not found`)

// goBuild runs go build in the program's module. Modules that go.work does not list are built without it.
func (r *runner) goBuild(ctx context.Context, p program, target string) (outcome, error) {
	command, err := r.goCommand(p)
	if err != nil {
		return outcome{}, err
	}
	command.argv = append(command.argv, "build", "-buildvcs=false", "-o", target)
	command.argv = append(command.argv, p.words()...)
	command.argv = append(command.argv, "."+string(filepath.Separator)+r.within(p.path))
	log, err := r.execute(ctx, false, command)
	if err == nil && log.failed() {
		if lack := noCompiler.FindString(log.stdout); lack != "" {
			return outcome{}, missingTool{fmt.Sprintf("a C compiler for Go (%s), or", lack)}
		}
	}
	return log, err
}

func (r *runner) goCommand(p program) (command, error) {
	tool, err := exec.LookPath("go")
	if err != nil {
		return command{}, ErrNoGo
	}
	module := r.codeFolder(p.path)
	if _, ok := r.tree.module(module); !ok {
		return command{}, findingf("%s is in no Go module: there is no go.mod above it", p.path)
	}
	work := "off"
	if r.tree.hasWork && r.tree.modules[module] {
		work = r.tree.file("go.work")
	}
	return command{
		argv: []string{tool}, dir: r.tree.file(module), env: []string{"GOWORK=" + work}, merged: true, time: r.limits.build,
	}, nil
}

func (r *runner) buildRust(ctx context.Context, p program) (built, error) {
	tool, err := exec.LookPath("rustc")
	if err != nil {
		return built{}, missingTool{"rustc"}
	}
	dir, err := r.scratch()
	if err != nil {
		return built{}, err
	}
	binary := filepath.Join(dir, "program")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	argv := append([]string{tool, "--edition", "2024", "-O", "-o", binary}, p.words()...)
	log, err := r.execute(ctx, false, command{
		argv: append(argv, r.within(p.path)), dir: r.tree.file(r.codeFolder(p.path)), merged: true, time: r.limits.build,
	})
	return built{[]string{binary}, log}, err
}

var python = map[bool]string{true: "python", false: "python3"}[runtime.GOOS == "windows"]

func (r *runner) interpreted(tool string, p program) (built, error) {
	file, err := exec.LookPath(tool)
	if err != nil {
		return built{}, missingTool{tool}
	}
	return built{argv: append(append([]string{file}, p.words()...), r.within(p.path))}, nil
}
