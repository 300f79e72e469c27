package starter

import (
	"go/ast"
	"go/build"
	"go/build/constraint"
	"maps"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// config is one way to build the solution.
type config struct {
	goarch string
	holds  map[*file]bool // the files that it builds
}

var systems = []string{
	"aix", "android", "darwin", "dragonfly", "freebsd", "illumos", "ios", "js", "linux",
	"netbsd", "openbsd", "plan9", "solaris", "wasip1", "windows",
}

var architectures = []string{
	"386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle",
	"ppc64", "ppc64le", "riscv64", "s390x", "wasm",
}

// findConfigs returns the configurations that hold different files of the
// solution. The first is this machine's; the others follow from the words in the
// files' names and constraints, one custom tag at a time and all together.
func (m *module) findConfigs() []config {
	words := m.buildWords()
	goos := pick(words, runtime.GOOS, systems, "unix")
	goarch := pick(words, runtime.GOARCH, architectures)
	tags := customTags(words)
	sets := [][]string{nil}
	for _, t := range tags {
		sets = append(sets, []string{t})
	}
	if len(tags) > 1 {
		sets = append(sets, tags)
	}
	var configs []config
	for _, system := range goos {
		for _, architecture := range goarch {
			for _, set := range sets {
				ctx := build.Default
				ctx.GOOS, ctx.GOARCH, ctx.BuildTags, ctx.CgoEnabled = system, architecture, set, true
				configs = m.addConfig(configs, ctx)
				if slices.Contains(words, "cgo") {
					ctx.CgoEnabled = false
					configs = m.addConfig(configs, ctx)
				}
			}
		}
	}
	return configs
}

// addConfig appends a configuration unless one with the same files is there.
func (m *module) addConfig(configs []config, ctx build.Context) []config {
	c := config{ctx.GOARCH, map[*file]bool{}}
	for _, f := range m.allFiles() {
		name := filepath.Join(m.dir, filepath.FromSlash(f.path))
		// The file has been read and parsed, so an error can only be a malformed
		// constraint, and such a file is in no configuration.
		if ok, err := ctx.MatchFile(filepath.Dir(name), filepath.Base(name)); ok && err == nil {
			c.holds[f] = true
		}
	}
	if slices.ContainsFunc(configs, func(other config) bool { return maps.Equal(other.holds, c.holds) }) {
		return configs
	}
	return append(configs, c)
}

// buildWords returns the words that may decide when a file is built, sorted.
func (m *module) buildWords() []string {
	var words []string
	for _, f := range m.allFiles() {
		base := strings.TrimSuffix(strings.TrimSuffix(path.Base(f.path), ".go"), "_test")
		for _, w := range strings.Split(base, "_")[1:] {
			if slices.Contains(systems, w) || slices.Contains(architectures, w) {
				words = append(words, w)
			}
		}
		for _, g := range f.ast.Comments {
			if g.Pos() < f.ast.Package {
				words = append(words, constraintWords(g)...)
			}
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

func constraintWords(g *ast.CommentGroup) []string {
	var words []string
	for _, c := range g.List {
		expr, err := constraint.Parse(c.Text)
		if err != nil {
			continue // an ordinary comment
		}
		expr.Eval(func(tag string) bool {
			words = append(words, tag)
			return true
		})
	}
	return words
}

// pick returns this machine's value, and after it all that are known if one of
// the words tells them apart.
func pick(words []string, host string, known []string, groups ...string) []string {
	tells := func(w string) bool { return slices.Contains(known, w) || slices.Contains(groups, w) }
	if !slices.ContainsFunc(words, tells) {
		return []string{host}
	}
	others := slices.DeleteFunc(slices.Clone(known), func(w string) bool { return w == host })
	return append([]string{host}, others...)
}

// customTags returns the words that are neither known to the toolchain nor the
// customary "ignore", which is for files outside every build.
func customTags(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		switch w {
		case "ignore", "unix", "cgo", "gc", "gccgo":
			return true
		}
		return slices.Contains(systems, w) || slices.Contains(architectures, w) ||
			strings.HasPrefix(w, "go1.") || strings.HasPrefix(w, "goexperiment.")
	})
}
