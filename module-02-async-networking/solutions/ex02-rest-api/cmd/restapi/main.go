// Command restapi serves an issue tracker's API. See restapi --help.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// errUsage is what was typed wrong, as opposed to what went wrong.
var errUsage = errors.New("usage")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	err := root().ExecuteContext(ctx)
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "restapi:", err)
	if errors.Is(err, errUsage) {
		os.Exit(2)
	}
	os.Exit(1)
}

func usage(_ *cobra.Command, err error) error { return fmt.Errorf("%w: %w", errUsage, err) }

// exactly is cobra's check of the number of arguments, as a usage error.
func exactly(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := cobra.ExactArgs(n)(c, args); err != nil {
			return usage(c, err)
		}
		return nil
	}
}

func root() *cobra.Command {
	c := serveCommand()
	c.SilenceUsage, c.SilenceErrors = true, true
	c.SetFlagErrorFunc(usage)
	c.PersistentFlags().String("db", "", "the SQLite file (required); made if there is none")
	c.AddCommand(userCommand(), backupCommand())
	return c
}

// database returns the flag that every command needs.
func database(c *cobra.Command) (string, error) {
	name, err := c.Flags().GetString("db")
	if err == nil && name == "" {
		err = fmt.Errorf("%w: --db FILE is required", errUsage)
	}
	return name, err
}
