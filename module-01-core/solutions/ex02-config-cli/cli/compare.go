package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"reflect"
	"time"

	"github.com/spf13/cobra"

	"systems.course/confctl"
	"systems.course/confctl/doc"
	"systems.course/confctl/safefile"
)

func (a *app) diffCommand() *cobra.Command {
	return a.setFlag(&cobra.Command{
		Use: "diff A B", Short: "Print the keys whose values differ between two layers or files", Args: cobra.ExactArgs(2),
		Long: "Print the keys whose values differ between two layers or files. A layer is named default, system, user,\nproject, environment or flag. Exit code 1 if there is a difference.",
		RunE: func(_ *cobra.Command, args []string) error { return a.diff(args[0], args[1]) },
	})
}

func (a *app) diff(nameA, nameB string) error {
	if err := a.loadSchema(); err != nil {
		return err
	}
	one, err := a.side(nameA)
	if err != nil {
		return err
	}
	two, err := a.side(nameB)
	if err != nil {
		return err
	}
	var rows []row
	for _, k := range a.schema.Keys {
		s, inA := one.Get(k.Name)
		t, inB := two.Get(k.Name)
		if k.Deprecated != "" || inA == inB && reflect.DeepEqual(s.Value, t.Value) {
			continue
		}
		rows = append(rows, row{k.Name, a.shown(s.Value), a.shown(t.Value), s.Place.String(), t.Place.String()})
	}
	if err := a.print([]string{"key", "a", "b", "place a", "place b"}, rows); err != nil {
		return err
	}
	if len(rows) > 0 {
		return exit(exitNo, nil)
	}
	return nil
}

// side reads a layer or a file, which must be right.
func (a *app) side(name string) (*confctl.Config, error) {
	for _, l := range confctl.Layers() {
		if l.String() == name {
			settings, problems, err := a.layer(l)
			return a.sideOf(settings, problems, err)
		}
	}
	d, err := a.readDocument(name)
	if err != nil {
		return nil, err
	}
	settings, problems := a.schema.Check(d, confctl.Project)
	return a.sideOf(settings, problems, nil)
}

func (a *app) sideOf(settings []confctl.Setting, problems confctl.Problems, err error) (*confctl.Config, error) {
	if err != nil {
		return nil, err
	}
	if err := problems.Err(); err != nil {
		return nil, exit(codeOf(problems), err)
	}
	return confctl.Resolve(a.schema, settings), nil
}

func (a *app) convertCommand() *cobra.Command {
	force := false
	c := &cobra.Command{
		Use: "convert IN OUT", Short: "Write a file in another format, and say what is lost", Args: cobra.ExactArgs(2),
		Long: "Write a file in another format, which OUT's ending tells. What cannot be carried over is said on the standard error.",
		RunE: func(_ *cobra.Command, args []string) error { return a.convert(args[0], args[1], force) },
	}
	c.Flags().BoolVar(&force, "force", false, "replace OUT if it is there")
	return c
}

func (a *app) convert(in, out string, force bool) error {
	format, err := doc.FormatOf(out)
	if err != nil {
		return exit(exitUsage, err)
	}
	if _, err := os.Lstat(out); !force && !errors.Is(err, fs.ErrNotExist) {
		return exit(exitWrite, errors.Join(fmt.Errorf("%s is there; --force replaces it", out), err))
	}
	d, err := a.readDocument(in)
	if err != nil {
		return err
	}
	source, losses, err := doc.Marshal(d, format)
	if err != nil {
		return exit(exitRead, err)
	}
	if _, err := doc.Parse(out, format, source); err != nil {
		return exit(exitWrite, err)
	}
	for _, loss := range losses {
		a.complain("%s\n", oneLine(loss))
	}
	if err := safefile.Replace(safefile.OS(), out, source); err != nil {
		return exit(exitWrite, err)
	}
	return nil
}

func (a *app) watchCommand() *cobra.Command {
	var every time.Duration
	c := &cobra.Command{
		Use: "watch", Short: "Print every change of an effective value until interrupted", Args: cobra.NoArgs,
		Long: "Print every change of an effective value, a line each, until interrupted. The files are read\nagain at an interval. While a layer cannot be read, the last values stand.",
		RunE: func(c *cobra.Command, _ []string) error { return a.watch(c.Context(), every) },
	}
	c.Flags().DurationVar(&every, "interval", 500*time.Millisecond, "how often to look, at least 10ms")
	return a.setFlag(c)
}

func (a *app) watch(ctx context.Context, every time.Duration) error {
	last, problems, err := a.load()
	if err != nil {
		return err
	}
	a.printProblems(problems)
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	ticker := time.NewTicker(max(every, 10*time.Millisecond))
	defer ticker.Stop()
	complaint := fmt.Sprint(problems.Err())
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		now, problems, err := a.load()
		if err == nil {
			err = problems.Err()
		}
		if now != nil {
			a.changes(last, now)
			last = now
		}
		if text := fmt.Sprint(err); text != complaint {
			complaint = text
			if err != nil {
				a.printError(err)
			}
		}
		if a.written != nil {
			return a.written
		}
	}
}

// changes prints KEY: OLD -> NEW (LAYER) for each key that differs.
func (a *app) changes(last, now *confctl.Config) {
	for _, k := range a.schema.Keys {
		s, had := last.Get(k.Name)
		t, has := now.Get(k.Name)
		if k.Deprecated != "" || had == has && reflect.DeepEqual(s.Value, t.Value) {
			continue
		}
		text := "not set"
		if has {
			text = oneLine(confctl.Format(a.shown(t.Value))) + " (" + t.Layer.String() + ")"
		}
		old := "not set"
		if had {
			old = oneLine(confctl.Format(a.shown(s.Value)))
		}
		a.printf("%s: %s -> %s\n", k.Name, old, text)
	}
}
