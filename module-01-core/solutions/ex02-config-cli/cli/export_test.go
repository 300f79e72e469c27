package cli

import "context"

// MainContext is Main with a context, and always by way of cobra.
func MainContext(ctx context.Context, p Process) int {
	a := &app{Process: p, env: environ(p.Environ)}
	a.readVariables()
	root := a.rootCommand()
	root.SetArgs(p.Args)
	return a.end(root.ExecuteContext(ctx))
}
