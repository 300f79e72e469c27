package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"systems.course/confctl"
	"systems.course/confctl/doc"
)

func (a *app) setFlag(c *cobra.Command) *cobra.Command {
	c.Flags().StringArrayVar(&a.sets, "set", nil, "a `key=value` stronger than all layers; may be repeated")
	return c
}

func (a *app) getCommand() *cobra.Command {
	reveal := false
	c := a.setFlag(&cobra.Command{
		Use: "get KEY", Short: "Print the value of a key", Args: cobra.ExactArgs(1), ValidArgsFunction: a.completeKeys,
		Long: "Print the value of a key, a scalar as it is. Exit code 1 if no layer sets it.",
		RunE: func(_ *cobra.Command, args []string) error { return a.get(args[0], reveal) },
	})
	c.Flags().BoolVar(&reveal, "reveal", false, "print the value although it is a secret")
	return c
}

func (a *app) get(name string, reveal bool) error {
	k, err := a.key(name)
	if err != nil {
		return err
	}
	config, problems, err := a.load()
	if err != nil {
		return err
	}
	var own confctl.Problems
	for _, p := range problems {
		if a.concerns(p, k) {
			own = append(own, p)
		}
	}
	if err := own.Err(); err != nil {
		return exit(codeOf(own), err)
	}
	s, ok := config.Get(name)
	if !ok {
		return exit(exitNo, fmt.Errorf("%s: no layer sets it", name))
	}
	value := a.shown(s.Value)
	if reveal {
		value = confctl.Reveal(s.Value)
	}
	switch a.output {
	case "json":
		return a.printValue(doc.JSON, value)
	case "yaml":
		return a.printValue(doc.YAML, value)
	}
	a.printf("%s\n", confctl.Format(value))
	return nil
}

// concerns reports whether a problem leaves open what the value of a key is: it
// is one of a value under a name of the key, the old ones included, or of a value
// in the place of a table above it, or of a flag that may have been meant for it.
func (a *app) concerns(p confctl.Problem, k *confctl.Key) bool {
	if misused(p) {
		return true
	}
	for _, name := range a.schema.Keys {
		if heir(name) == heir(k) && (p.Key == name.Name || p.Rule == confctl.RuleTable && strings.HasPrefix(name.Name, p.Key+".")) {
			return true
		}
	}
	return false
}

// heir is the name of the key that a value counts for.
func heir(k *confctl.Key) string {
	if k.Deprecated != "" {
		return k.Deprecated
	}
	return k.Name
}

// misused reports whether a problem is a --set of no key, or without a value.
func misused(p confctl.Problem) bool {
	return p.Place.Name == "--set" || p.Rule == confctl.RuleUnknown && strings.HasPrefix(p.Place.Name, "--set ")
}

// codeOf is the exit code for problems that keep a command from its answer.
func codeOf(problems confctl.Problems) int {
	if slices.ContainsFunc(problems, misused) {
		return exitUsage
	}
	return exitRead
}

func (a *app) printValue(f doc.Format, value any) error {
	text, err := doc.Encode(f, confctl.Plain(value), "")
	if err != nil {
		return exit(exitWrite, err)
	}
	a.printf("%s\n", text)
	return nil
}

func (a *app) listCommand() *cobra.Command {
	origin := false
	c := a.setFlag(&cobra.Command{
		Use: "list", Short: "Print all keys that are set, with their values and layers", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.list(origin) },
	})
	c.Flags().BoolVar(&origin, "origin", false, "print the place of each value too")
	return c
}

func (a *app) list(origin bool) error {
	config, problems, err := a.load()
	if err != nil {
		return err
	}
	columns := []string{"key", "value", "layer"}
	if origin {
		columns = append(columns, "place")
	}
	var rows []row
	for _, s := range config.All() {
		rows = append(rows, row{s.Key.Name, a.shown(s.Value), s.Layer.String(), s.Place.String()}[:len(columns)])
	}
	if err := a.print(columns, rows); err != nil {
		return err
	}
	return a.report(problems)
}

// report prints the problems beside the answer, and makes the exit code of them.
func (a *app) report(problems confctl.Problems) error {
	a.printProblems(problems)
	if problems.Err() != nil {
		return exit(codeOf(problems), nil)
	}
	return nil
}

func (a *app) explainCommand() *cobra.Command {
	return a.setFlag(&cobra.Command{
		Use: "explain KEY", Short: "Print what each layer says of a key, and which one won", Args: cobra.ExactArgs(1),
		ValidArgsFunction: a.completeKeys,
		RunE:              func(_ *cobra.Command, args []string) error { return a.explain(args[0]) },
	})
}

func (a *app) explain(name string) error {
	if _, err := a.key(name); err != nil {
		return err
	}
	config, problems, err := a.load()
	if err != nil {
		return err
	}
	settings, err := config.Explain(name)
	if err != nil {
		return exit(exitUsage, err)
	}
	var rows []row
	for i := len(settings) - 1; i >= 0; i-- {
		s := settings[i]
		note := ""
		if i == len(settings)-1 {
			note = "won"
		}
		if s.As != "" {
			note += " (as " + s.As + ")"
		}
		rows = append(rows, row{s.Layer.String(), a.shown(s.Value), s.Place.String(), note})
	}
	if err := a.print([]string{"layer", "value", "place", "note"}, rows); err != nil {
		return err
	}
	if len(settings) == 0 && problems.Err() == nil {
		return exit(exitNo, fmt.Errorf("%s: no layer sets it", name))
	}
	return a.report(problems)
}

func (a *app) validateCommand() *cobra.Command {
	return a.setFlag(&cobra.Command{
		Use: "validate [FILE...]", Short: "Say all that is wrong with the layers, or with files",
		Long: "Say all that is wrong with the layers, or with the files that are named. Exit code 1 if there is something; warnings don't count.",
		RunE: func(_ *cobra.Command, args []string) error { return a.validate(args) },
	})
}

func (a *app) validate(files []string) error {
	problems, err := a.problems(files)
	if e := (*exitError)(nil); errors.As(err, &e) && e.code == exitSchema {
		return err
	}
	if a.output != "" {
		if err := a.print(problemColumns, problemRows(problems)); err != nil {
			return err
		}
	} else {
		for _, p := range problems {
			a.printf("%s\n%s", oneLine(p.String()), a.excerpt(a.Stdout, p))
		}
	}
	if err != nil {
		return err
	}
	if problems.Err() != nil {
		return exit(exitNo, nil)
	}
	return nil
}

// problems checks files, or all layers and what is missing in them.
func (a *app) problems(files []string) (confctl.Problems, error) {
	if len(files) == 0 {
		config, problems, err := a.load()
		if err == nil {
			problems = append(problems, config.Missing()...)
		}
		return problems, err
	}
	if err := a.loadSchema(); err != nil {
		return nil, err
	}
	var all confctl.Problems
	var errs []error
	for _, file := range files {
		d, err := a.readDocument(file)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		_, problems := a.schema.Check(d, confctl.Project)
		all = append(all, problems...)
	}
	if len(errs) > 0 {
		return all, exit(exitRead, errors.Join(errs...))
	}
	return all, nil
}
