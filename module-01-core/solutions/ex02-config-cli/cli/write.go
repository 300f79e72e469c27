package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"systems.course/confctl"
	"systems.course/confctl/doc"
	"systems.course/confctl/safefile"
)

// target is what the flags of set, unset and edit say about the file.
type target struct {
	layer string
	file  string
	wait  time.Duration
	there bool // without a file there is nothing to do
}

func (a *app) targetFlags(c *cobra.Command) *target {
	t := &target{}
	c.Flags().StringVar(&t.layer, "layer", "project", "the `layer` whose file is changed: user, project or system")
	c.Flags().StringVar(&t.file, "file", "", "the `file` that is changed, whatever layer it is of")
	c.Flags().DurationVar(&t.wait, "lock-timeout", 30*time.Second, "how long to wait for other writers")
	c.MarkFlagsMutuallyExclusive("layer", "file")
	a.completeFlag(c, "layer", "user", "project", "system")
	return t
}

// path returns the file to change. The directory of a file that is yet to be
// made is made.
func (a *app) path(t *target) (string, error) {
	if t.file != "" {
		return t.file, nil
	}
	var layer confctl.Layer
	switch t.layer {
	case "user":
		layer = confctl.User
	case "project":
		layer = confctl.Project
	case "system":
		layer = confctl.System
	default:
		return "", exit(exitUsage, fmt.Errorf("--layer: found %q, allowed user, project, system", t.layer))
	}
	file, err := a.find(layer)
	if err != nil || file != "" {
		return file, err
	}
	if *a.files[layer] == "" {
		return "", exit(exitUsage, fmt.Errorf("--layer: the %v layer is set to have no file", layer))
	}
	if file, err = a.newFile(layer); err != nil || t.there {
		return file, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return "", exit(exitWrite, err)
	}
	return file, nil
}

// newFile returns the name of a layer's file that is not there yet.
func (a *app) newFile(layer confctl.Layer) (string, error) {
	switch layer {
	case confctl.Project:
		return filepath.Join(filepath.Dir(a.schemaFile), "."+a.schema.App+".toml"), nil
	case confctl.User:
		dir := a.userDir()
		if dir == "" {
			return "", exit(exitWrite, errors.New("no user file: neither XDG_CONFIG_HOME nor HOME is set"))
		}
		return filepath.Join(dir, "config.toml"), nil
	}
	return filepath.Join(a.systemDirs()[0], a.schema.App, "config.toml"), nil
}

func (a *app) setCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "set KEY VALUE", Short: "Change one value in a file, and nothing else of it", Args: keyAndValue,
		Long:              "Change one value in a file, and nothing else of it. What begins with - comes after --, as in\nconfctl set -- cache.ratio -0.5",
		ValidArgsFunction: a.completeSet,
	}
	t := a.targetFlags(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.change(c.Context(), t, args[0], func(d *doc.Document, k *confctl.Key) ([]byte, error) {
			if err := refuseTable(d, k); err != nil {
				return nil, err
			}
			return confctl.Set(d, k, args[1])
		})
	}
	return c
}

func keyAndValue(_ *cobra.Command, args []string) error {
	if len(args) == 2 {
		return nil
	}
	return fmt.Errorf("found %d arguments, allowed KEY VALUE; what begins with - comes after --", len(args))
}

// refuseTable returns an error where the file has a table and the key is no map:
// the entries of the table would be lost. Unset takes it out.
func refuseTable(d *doc.Document, k *confctl.Key) error {
	path := strings.Split(k.Name, ".")
	e, ok := d.Lookup(path...)
	if !ok || e.Value.Kind != doc.Table || k.Type.Kind == confctl.KindMap {
		return nil
	}
	return &doc.RefusedError{File: d.File, Pos: e.Value.Pos, Path: path, Reason: "it is a table, whose entries would be lost"}
}

func (a *app) unsetCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "unset KEY", Short: "Take one key out of a file", Args: cobra.ExactArgs(1), ValidArgsFunction: a.completeKeys,
	}
	t := a.targetFlags(c)
	t.there = true
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.change(c.Context(), t, args[0], confctl.Unset)
	}
	return c
}

// change edits a file under its lock.
func (a *app) change(ctx context.Context, t *target, name string, edit func(*doc.Document, *confctl.Key) ([]byte, error)) error {
	k, err := a.key(name)
	if err != nil {
		return err
	}
	file, err := a.path(t)
	if err != nil {
		return err
	}
	format, err := doc.FormatOf(file)
	if err != nil {
		return exit(exitUsage, err)
	}
	if _, err := os.Lstat(file); t.there && errors.Is(err, fs.ErrNotExist) {
		return exit(exitNo, fmt.Errorf("%w: %s: %s", confctl.ErrNotSet, file, k.Name))
	}
	return a.update(ctx, t, file, func(old []byte) ([]byte, error) {
		if old == nil {
			old = doc.Empty(format)
		}
		d, err := doc.Parse(file, format, old)
		if err != nil {
			return nil, exit(exitRead, err)
		}
		data, err := edit(d, k)
		if invalids := (confctl.Invalids)(nil); errors.As(err, &invalids) {
			return nil, exit(exitUsage, fmt.Errorf("%s: %w", name, err))
		}
		if errors.Is(err, confctl.ErrNotSet) {
			return nil, exit(exitNo, err)
		}
		return data, err
	})
}

// update replaces a file, and gives errors without a code that of writing.
func (a *app) update(ctx context.Context, t *target, file string, edit func(old []byte) ([]byte, error)) error {
	wait, cancel := context.WithTimeoutCause(ctx, t.wait, fmt.Errorf("waited %v", t.wait))
	defer cancel()
	err := safefile.Update(wait, safefile.OS(), file, edit)
	if e := (*exitError)(nil); err == nil || errors.As(err, &e) {
		return err
	}
	if errors.Is(err, safefile.ErrNotRegular) || errors.Is(err, safefile.ErrTooLarge) {
		return exit(exitRead, err)
	}
	return exit(exitWrite, err)
}
