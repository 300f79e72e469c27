package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"systems.course/confctl"
	"systems.course/confctl/doc"
)

// A Process is what the program has of its surroundings.
type Process struct {
	Args           []string // without the program's name
	Environ        []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// The exit codes.
const (
	exitOK     = 0
	exitNo     = 1 // not set, problems found, differences found
	exitUsage  = 2
	exitRead   = 3
	exitWrite  = 4
	exitSchema = 5
)

const exitCodes = `Exit codes

  0  done; for get: the key is set; for validate: nothing is wrong; for diff: no differences
  1  get: no layer sets the key; unset: the file doesn't set it; validate: problems were found;
     diff: differences were found; edit: the change was dropped
  2  usage: an unknown command, flag, key or layer, or a value given to set that the key can't have
  3  a layer could not be read: a file is missing that was named, can't be opened or parsed, or
     the key that was asked for, or one of those listed, has a value that it can't have
  4  a file could not be written, or is not edited because that would not be safe
  5  the schema is missing or wrong`

// exitError is an error that knows its exit code. A nil err prints nothing.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

func exit(code int, err error) error { return &exitError{code, err} }

// Main runs the program and returns its exit code.
func Main(p Process) int {
	a := &app{Process: p, env: environ(p.Environ)}
	a.readVariables()
	if key, ok := plainGet(p.Args); ok {
		return a.end(a.get(key, false))
	}
	root := a.rootCommand()
	root.SetArgs(p.Args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	return a.end(root.ExecuteContext(context.Background()))
}

// plainGet returns the key of "get KEY" without flags. That is what scripts call
// for each of their values, so it goes past cobra: to make all commands and their
// flags takes a tenth of its time.
func plainGet(args []string) (key string, ok bool) {
	if len(args) != 2 || args[0] != "get" || strings.HasPrefix(args[1], "-") {
		return "", false
	}
	return args[1], true
}

// readVariables sets what variables say about files, as far as no flag does.
func (a *app) readVariables() {
	a.schemaFile = a.env["CONFCTL_SCHEMA"]
	a.files = map[confctl.Layer]*string{}
	for _, l := range fileLayers {
		file := unset
		if value, ok := a.env[fileVariable(l)]; ok {
			file = value
		}
		a.files[l] = &file
	}
}

var fileLayers = []confctl.Layer{confctl.System, confctl.User, confctl.Project}

func fileVariable(l confctl.Layer) string {
	return "CONFCTL_" + strings.ToUpper(l.String()) + "_FILE"
}

// end prints the error and returns the exit code.
func (a *app) end(err error) int {
	if err == nil {
		err = a.written
	}
	if err == nil {
		return exitOK
	}
	var e *exitError
	if !errors.As(err, &e) {
		e = &exitError{exitUsage, err} // cobra's own
	}
	if e.err != nil {
		a.printError(e.err)
	}
	return e.code
}

// app is one run of the program. For one goroutine.
type app struct {
	Process
	env map[string]string

	schemaFile string
	files      map[confctl.Layer]*string // --system-file and so on
	sets       []string
	output     string
	reveal     bool // --show-secrets

	schema  *confctl.Schema
	docs    map[string]*doc.Document // what was read, for excerpts
	written error                    // the first error of printing
}

func environ(list []string) map[string]string {
	env := make(map[string]string, len(list))
	for _, v := range list {
		name, value, _ := strings.Cut(v, "=")
		env[name] = value
	}
	return env
}

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "confctl",
		Short:         "Look after the layered configuration of a service",
		Long:          "Look after the layered configuration of a service: schema defaults, system, user and\nproject file, environment, flags, from the weakest to the strongest.",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.schemaFile, "schema", a.schemaFile, "the schema's `file` (or CONFCTL_SCHEMA; default confctl.schema.toml, .yaml or .json, here or above)")
	for _, l := range fileLayers {
		flags.StringVar(a.files[l], l.String()+"-file", *a.files[l], fmt.Sprintf("the %v layer's `file`, \"\" for none (or %s)", l, fileVariable(l)))
		flags.Lookup(l.String() + "-file").DefValue = ""
	}
	flags.StringVarP(&a.output, "output", "o", "", "print as table, json or yaml")
	flags.BoolVar(&a.reveal, "show-secrets", false, "print secrets instead of "+confctl.Redacted)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		a.getCommand(), a.listCommand(), a.explainCommand(), a.setCommand(), a.unsetCommand(), a.validateCommand(),
		a.diffCommand(), a.convertCommand(), a.editCommand(), a.watchCommand(), a.schemaCommand(), a.versionCommand(),
		&cobra.Command{Use: "exit-codes", Short: "What the exit codes mean", Long: exitCodes},
	)
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		switch a.output {
		case "", "table", "json", "yaml":
			return nil
		}
		return exit(exitUsage, fmt.Errorf("--output: found %q, allowed table, json, yaml", a.output))
	}
	a.completeFlag(root, "output", "table", "json", "yaml")
	return root
}

// flagError is what cobra says of flags, without the word that it goes on to
// repeat: a value that begins with a dash looks like a flag, and may be a secret.
func flagError(c *cobra.Command, err error) error {
	what, _, _ := strings.Cut(err.Error(), ": ")
	return exit(exitUsage, fmt.Errorf("%s; see %s --help: what is no flag and yet begins with - comes after --", what, c.CommandPath()))
}

// unset is the value of a file flag that was not given: not a file's name.
const unset = "\x00"

// printf prints to the standard output and keeps the first error.
func (a *app) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(a.Stdout, format, args...); err != nil && a.written == nil {
		a.written = exit(exitWrite, fmt.Errorf("printing: %w", err))
	}
}

func (a *app) completeFlag(c *cobra.Command, flag string, values ...string) {
	err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil && a.written == nil {
		a.written = err // a flag that isn't there: a mistake of this package
	}
}
