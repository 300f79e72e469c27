// Command course is what students and mentors work with: it starts exercises,
// checks attempts, gives hints, and holds the course's gates.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"systems.course/internal/checker"
	"systems.course/internal/ui"
)

// Exit codes.
const (
	exitFailed = 1 // a check, or a gate, did not hold
	exitUsage  = 2 // the command could not do what was asked
	exitBroken = 3 // the checker itself broke
)

// errFailed ends a command that has already said what failed.
var errFailed = errors.New("failed")

func main() {
	signal.Ignore(syscall.SIGPIPE) // a closed pipe must not keep us from cleaning up
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	a := &app{screen: ui.New(os.Stdout)}
	err := newRoot(a).ExecuteContext(ctx)
	a.screen.Done() // the error goes to another stream, and should not follow an open status
	stop()
	os.Exit(report(ui.New(os.Stderr), err))
}

// report says what went wrong and returns the exit code.
func report(screen *ui.Screen, err error) int {
	var broken *checker.BrokenError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFailed):
		return exitFailed
	case errors.Is(err, context.Canceled):
		screen.Printf("interrupted; your files are as they were")
		return exitUsage
	case errors.As(err, &broken):
		screen.Printf("%s\nThis says nothing about your code.", screen.Paint(ui.Yellow, broken.Error()))
		return exitBroken
	}
	screen.Printf("%s", screen.Fit(screen.Paint(ui.Red, "course:")+" "+err.Error(), "", "        "))
	return exitUsage
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "course",
		Short: "Work through the systems course",
		Long: `Work through the systems course: twelve modules of Go software that speaks real
protocols and file formats. Without a command it shows where you are.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			err := fmt.Errorf("unknown command %q; see `%s --help`", args[0], cmd.CommandPath())
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				err = fmt.Errorf("unknown command %q; is it %s?", args[0], strings.Join(near, " or "))
			}
			return err
		},
		SuggestionsMinimumDistance: 2,
		SilenceErrors:              true,
		SilenceUsage:               true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Name() == "help" || cmd.Parent() != nil && cmd.Parent().Name() == "completion" {
				return nil
			}
			return a.open()
		},
		RunE: func(*cobra.Command, []string) error { return a.overview() },
	}
	root.PersistentFlags().StringVar(&a.root, "course", "", "the course's checkout (or COURSE_ROOT)")
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", ".FlagUsagesWrapped 80"))
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see `%s --help`", err, cmd.CommandPath())
	})
	root.AddCommand(
		newList(a), newStart(a), newCheck(a), newWatch(a), newHint(a), newReset(a), newCompare(a), newVerify(a), newProse(a),
		newAssign(a), newGrade(a),
	)
	return root
}
