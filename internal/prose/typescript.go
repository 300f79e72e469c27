package prose

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// A tsTool is a way to run TypeScript: node alone, node with a flag, or one of the translators.
type tsTool struct {
	node string
	flag string // of node, where it needs one to strip types
	name string // "node", "tsx", "esbuild" or "tsc"
	file string // of the translator
}

// askNode prints how a version of Node runs TypeScript: Node 22.18 and 23.6 strip types, 22.6 does behind a flag.
const askNode = `process.features.typescript ? "native" :
	process.allowedNodeEnvironmentFlags.has("--experimental-strip-types") ? "flag" : "none"`

// tsTool finds a way to run TypeScript below a folder.
func (r *runner) tsTool(ctx context.Context, dir string) (tsTool, error) {
	return r.tsTools.get(dir, func() (tsTool, error) {
		node, err := exec.LookPath("node")
		if err != nil {
			return tsTool{}, missingTool{"node"}
		}
		answer, err := r.execute(ctx, false, command{argv: []string{node, "-p", askNode}, dir: r.tree.file(dir), time: r.limits.run})
		if err != nil {
			return tsTool{}, err
		}
		switch strings.TrimSpace(answer.stdout) {
		case "native":
			return tsTool{node: node, name: "node"}, nil
		case "flag":
			return tsTool{node: node, name: "node", flag: "--experimental-strip-types"}, nil
		}
		for _, name := range []string{"tsx", "esbuild", "tsc"} {
			if file, ok := r.nodeTool(dir, name); ok {
				return tsTool{node: node, name: name, file: file}, nil
			}
		}
		return tsTool{}, missingTool{"node 22.18 or later (or tsx, esbuild or tsc beside an older one)"}
	})
}

// nodeTool looks for a tool on the PATH and where npm install puts it, from a folder up to the root. It does not ask
// npx, which would ask the registry.
func (r *runner) nodeTool(dir, name string) (string, bool) {
	if file, err := exec.LookPath(name); err == nil {
		return file, true
	}
	for {
		if file, err := exec.LookPath(r.tree.file(path.Join(dir, "node_modules/.bin", name))); err == nil {
			return file, true
		}
		if dir == "." {
			return "", false
		}
		dir = path.Dir(dir)
	}
}

func (r *runner) buildTypeScript(ctx context.Context, p program) (built, error) {
	tool, err := r.tsTool(ctx, path.Dir(p.path))
	if err != nil {
		return built{}, err
	}
	nodeArgv := append([]string{tool.node}, p.words()...)
	switch tool.name {
	case "node":
		if tool.flag != "" {
			nodeArgv = append(nodeArgv, tool.flag)
		}
		return built{argv: append(nodeArgv, r.within(p.path))}, nil
	case "tsx":
		return built{argv: append(append([]string{tool.file}, p.words()...), r.within(p.path))}, nil
	}
	dir, err := r.scratch()
	if err != nil {
		return built{}, err
	}
	translate, program := esbuild(tool, dir, r.within(p.path))
	translate.dir = r.tree.file(r.codeFolder(p.path))
	if tool.name == "tsc" {
		if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"type": "module"}`), 0o600); err != nil {
			return built{}, err
		}
		translate, program = r.tsc(tool, dir, p)
	}
	translate.merged, translate.time = true, r.limits.build
	log, err := r.execute(ctx, false, translate)
	return built{append(nodeArgv, program), log}, err
}

func esbuild(tool tsTool, dir, source string) (translate command, program string) {
	program = filepath.Join(dir, "program.mjs")
	return command{argv: []string{
		tool.file, source, "--bundle", "--platform=node", "--format=esm", "--log-level=warning", "--outfile=" + program,
	}}, program
}

// tsc translates without a look at types, as the other tools do. It runs in the scratch folder, where no
// tsconfig.json concerns it.
func (r *runner) tsc(tool tsTool, dir string, p program) (translate command, program string) {
	name := filepath.FromSlash(strings.TrimSuffix(p.path, "ts") + "js")
	return command{dir: dir, argv: []string{
		tool.file, r.tree.file(p.path), "--noCheck", "--rootDir", r.tree.abs, "--outDir", dir, "--target", "es2022",
		"--module", "esnext", "--moduleResolution", "bundler", "--rewriteRelativeImportExtensions",
	}}, filepath.Join(dir, name)
}

// checkTypes gives what tsc says about a file. The tools that run TypeScript do not look at its types.
func (r *runner) checkTypes(ctx context.Context, p program) (outcome, error) {
	file, ok := r.nodeTool(path.Dir(p.path), "tsc")
	if !ok {
		return outcome{}, missingTool{"tsc"}
	}
	argv := append([]string{file}, strings.Fields("--noEmit --strict --pretty false --target es2022 --module esnext --moduleResolution bundler")...)
	log, err := r.execute(ctx, false, command{
		argv: append(append(argv, p.words()...), r.within(p.path)),
		dir:  r.tree.file(r.codeFolder(p.path)), merged: true, time: r.limits.build,
	})
	if err != nil {
		return outcome{}, fmt.Errorf("check the types of %s: %w", p.path, err)
	}
	return log, nil
}
