package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// The names that results are compared by.
const (
	confctlName = "confctl"
	gitName     = "git config"
	viperName   = "viper"
	koanfName   = "koanf"
	helloName   = "a Go program that prints"
)

// A contender is a program that gets and sets values.
type contender struct {
	name string
	what string // in the table of programs: how it is made, and what it is
	path string // of the program
	git  bool   // it is git config, with files of its own form
}

// build makes the programs in a folder, all without cgo, and finds git.
func build(dir string) (list []contender, machine string, err error) {
	git, err := exec.LookPath("git")
	if err != nil {
		return nil, "", err
	}
	version, err := exec.Command(git, "--version").Output()
	if err != nil {
		return nil, "", fmt.Errorf("git --version: %w", err)
	}
	list = []contender{
		{name: confctlName, what: "the reference of exercise 02"},
		{name: gitName, what: strings.TrimSpace(string(version)) + " of the machine: `git config --get KEY`, `git config KEY VALUE`", path: git, git: true},
		{name: viperName, what: "v1.21.0, in [with-viper](with-viper/main.go): `MergeInConfig` for each file, `WriteConfig`"},
		{name: koanfName, what: "v2.4.1, in [with-koanf](with-koanf/main.go): `Load` for each file, `Marshal` and `os.WriteFile`"},
		{name: helloName, what: "[hello](hello/main.go), which reads nothing: what is left of the bound before any work"},
	}
	for i, source := range []struct{ dir, pkg string }{
		{"../../solutions/ex02-config-cli", "./cmd/confctl"}, {}, {".", "./with-viper"}, {".", "./with-koanf"}, {".", "./hello"},
	} {
		if list[i].git {
			continue
		}
		list[i].path = filepath.Join(dir, filepath.Base(source.pkg))
		c := exec.Command("go", "build", "-o", list[i].path, source.pkg)
		c.Dir, c.Env = source.dir, append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0")
		if out, err := c.CombinedOutput(); err != nil {
			return nil, "", fmt.Errorf("building %s: %w\n%s", source.pkg, err, out)
		}
	}
	return list, fmt.Sprintf("%s, %s/%s, %d processors", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU()), nil
}

// get returns the words that get a key.
func (c contender) get(key string) []string {
	if c.git {
		return []string{"config", "--get", key}
	}
	return []string{"get", key}
}

// set returns the words that set a key in the project's file.
func (c contender) set(key, value string) []string {
	if c.git {
		return []string{"config", key, value}
	}
	return []string{"set", key, value}
}

// A world is a folder in which one program has its three layers and a variable.
type world struct {
	contender
	dir string
	env []string
}

// variable is what the environment says of log.level, in all worlds.
const variable = "warn"

// newWorld makes a world without files, but for the race's schema.
func newWorld(c contender, within string) (*world, error) {
	dir, err := os.MkdirTemp(within, "world-")
	if err != nil {
		return nil, err
	}
	w := &world{contender: c, dir: dir, env: []string{
		"HOME=" + filepath.Join(dir, "home"), "PATH=" + os.Getenv("PATH"), "XDG_CONFIG_DIRS=" + filepath.Join(dir, "etc"),
		"GIT_CONFIG_SYSTEM=" + filepath.Join(dir, "etc", "gitconfig"), "LC_ALL=C",
	}}
	if c.git {
		w.env = append(w.env, "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=log.level", "GIT_CONFIG_VALUE_0="+variable)
	} else {
		w.env = append(w.env, "SHOP_LOG_LEVEL="+variable)
	}
	for _, file := range []string{w.system(), w.user(), w.project()} {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
	}
	if c.git {
		_, err := w.must("init", "--quiet")
		return w, err
	}
	return w, w.declare()
}

func (w *world) work() string { return filepath.Join(w.dir, "work") }

// system, user and project are the files of the layers.
func (w *world) system() string {
	if w.git {
		return filepath.Join(w.dir, "etc", "gitconfig")
	}
	return filepath.Join(w.dir, "etc", "shop", "config.toml")
}

func (w *world) user() string {
	if w.git {
		return filepath.Join(w.dir, "home", ".gitconfig")
	}
	return filepath.Join(w.dir, "home", ".config", "shop", "config.toml")
}

func (w *world) project() string {
	if w.git {
		return filepath.Join(w.work(), ".git", "config")
	}
	return filepath.Join(w.work(), "shop.toml")
}

// command is a call of the program in the project's folder.
func (w *world) command(args ...string) *exec.Cmd {
	c := exec.Command(w.path, args...)
	c.Dir, c.Env = w.work(), w.env
	return c
}

// run calls the program and returns all that it printed, with the world's folder
// as a word, and whether its exit code was 0. The error is for a program that
// could not be run.
func (w *world) run(args ...string) (printed string, ok bool, err error) {
	out, err := w.command(args...).CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = nil
	}
	return strings.TrimSpace(strings.ReplaceAll(string(out), w.dir, "DIR")), err == nil && exit == nil, err
}

// must is run for what has to work.
func (w *world) must(args ...string) (string, error) {
	printed, ok, err := w.run(args...)
	if err == nil && !ok {
		err = fmt.Errorf("%s %s: %s", filepath.Base(w.path), strings.Join(args, " "), printed)
	}
	return printed, err
}
