package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"systems.course/confctl"
)

// completeKeys offers the schema's keys for the first argument.
func (a *app) completeKeys(_ *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 || a.loadSchema() != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var all []cobra.Completion
	for _, k := range a.schema.Keys {
		if strings.HasPrefix(k.Name, start) && k.Deprecated == "" {
			all = append(all, cobra.CompletionWithDesc(k.Name, oneLine(k.Doc)))
		}
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}

// completeSet offers keys, and then the values of an enum or a bool.
func (a *app) completeSet(c *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return a.completeKeys(c, args, start)
	}
	if len(args) > 1 || a.loadSchema() != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	k := a.schema.Key(args[0])
	if k == nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	values := k.Allowed
	if k.Type.Kind == confctl.KindBool {
		values = []any{true, false}
	}
	var all []cobra.Completion
	for _, v := range values {
		if text := confctl.Format(v); strings.HasPrefix(text, start) {
			all = append(all, text)
		}
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}
