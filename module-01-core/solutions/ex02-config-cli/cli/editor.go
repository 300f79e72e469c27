package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"systems.course/confctl"
	"systems.course/confctl/doc"
	"systems.course/confctl/safefile"
)

func (a *app) editCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "edit", Short: "Open a layer's file in an editor, and replace it if the result is right", Args: cobra.NoArgs,
		Long: "Open a copy of a layer's file in $VISUAL or $EDITOR, and replace the file if the result is right.\nIf it is not, say why, and ask whether to go on or to drop the change.",
	}
	t := a.targetFlags(c)
	c.RunE = func(c *cobra.Command, _ []string) error { return a.edit(c.Context(), t) }
	return c
}

func (a *app) edit(ctx context.Context, t *target) (err error) {
	if err := a.loadSchema(); err != nil {
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
	old, err := readFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		old, err = nil, nil
	}
	if err != nil {
		return exit(exitRead, err)
	}
	// A directory of its own, which others can't look into.
	dir, err := os.MkdirTemp("", "confctl-")
	if err != nil {
		return exit(exitWrite, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	scratch := filepath.Join(dir, filepath.Base(file))
	if err := os.WriteFile(scratch, old, 0o600); err != nil {
		return exit(exitWrite, err)
	}
	data, err := a.editUntilRight(ctx, file, format, scratch)
	if err != nil {
		return err
	}
	return a.update(ctx, t, file, func(now []byte) ([]byte, error) {
		if !bytes.Equal(now, old) {
			return nil, fmt.Errorf("%w: %s, while it was edited", safefile.ErrChanged, file)
		}
		return data, nil
	})
}

// editUntilRight runs the editor until what it leaves is right, or the user has
// had enough.
func (a *app) editUntilRight(ctx context.Context, file string, format doc.Format, scratch string) ([]byte, error) {
	answers := bufio.NewReader(a.Stdin)
	for {
		if err := a.runEditor(ctx, scratch); err != nil {
			return nil, exit(exitWrite, err)
		}
		data, err := readFile(scratch)
		if err != nil {
			return nil, exit(exitRead, err)
		}
		var problems confctl.Problems
		d, err := doc.Parse(file, format, data)
		if err == nil {
			_, problems = a.schema.Check(d, confctl.Project)
			if err = problems.Err(); err == nil {
				a.printProblems(problems)
				return data, nil
			}
		}
		a.printError(err)
		a.complain("edit again, or drop the change? [e/d] ")
		answer, err := answers.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, exit(exitRead, err)
		}
		if !strings.HasPrefix(strings.ToLower(answer), "e") {
			return nil, exit(exitNo, errors.New("the change was dropped"))
		}
	}
}

// editor returns the editor's program and its arguments. A variable of blanks
// names none.
func (a *app) editor() []string {
	for _, variable := range []string{"VISUAL", "EDITOR"} {
		if words := strings.Fields(a.env[variable]); len(words) > 0 {
			return words
		}
	}
	return []string{"vi"}
}

func (a *app) runEditor(ctx context.Context, file string) error {
	words := a.editor()
	c := exec.CommandContext(ctx, words[0], append(words[1:], file)...)
	c.Stdin, c.Stdout, c.Stderr, c.Env = a.Stdin, a.Stdout, a.Stderr, a.Environ
	if err := c.Run(); err != nil {
		return fmt.Errorf("the editor %s: %w", words[0], err)
	}
	return nil
}
