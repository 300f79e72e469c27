package prose

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// families are the languages whose blocks must be embedded, under each name that a fence may give them.
var families = map[string]string{
	"go": "go", "golang": "go", "ts": "ts", "typescript": "ts", "mts": "ts", "cts": "ts", "tsx": "ts",
	"js": "js", "javascript": "js", "mjs": "js", "cjs": "js", "jsx": "js", "node": "js",
	"py": "python", "python": "python", "python3": "python", "rust": "rust", "rs": "rust",
	"c": "c", "h": "c", "cpp": "cpp", "c++": "cpp", "cc": "cpp", "cxx": "cpp", "hpp": "cpp",
}

// examples show the directive to add above a block of a family.
var examples = map[string]string{
	"go": "code/FOLDER/main.go NAME", "ts": "code/other/FILE.ts", "js": "code/other/FILE.mjs",
	"python": "code/other/FILE.py", "rust": "code/other/FILE.rs", "c": "code/FOLDER/FILE.c", "cpp": "code/FOLDER/FILE.cpp",
}

// form checks what can be said of a block without a look at other files.
func (b *block) form() error {
	family := families[b.language]
	switch {
	case b.fence == "":
		return findingf("an indented code block has no language: put it between fences (or indent it less, if it is no code)")
	case !b.closed:
		return findingf("the fence %s is not closed", b.fence)
	case b.language == "":
		return findingf("the block names no language: write %stext, if it is none", b.fence)
	case b.broken:
		return nil
	case family == "":
		return nil
	case b.directive == nil:
		return findingf("a block in %s is embedded from a file: add the line <!-- code: %s --> above it", b.language, examples[family])
	case b.directive.kind != "code":
		return findingf("a block in %s shows code, but the directive above it is %s: the output of a program is text",
			b.language, b.directive.kind)
	}
	if from := languageOf[path.Ext(b.directive.path)]; from != family && (from != "c" || family != "cpp") {
		return findingf("the block is in %s, but %s is not", b.language, b.directive.path)
	}
	return nil
}

// holds checks a block against its directive. With a finding about one line of the block comes that line's index;
// otherwise the index is -1.
func (s *session) holds(ctx context.Context, b *block, alone bool) (int, error) {
	d := b.directive
	switch d.kind {
	case "code", "output", "sample":
		origin, err := s.origin(ctx, b, alone)
		if err != nil {
			return -1, err
		}
		if b.equals(origin) {
			return -1, nil
		}
		return s.drift(b, origin)
	case "fails":
		e := execution{program: newProgram(d), args: strings.Join(d.args, "\x00"), merged: true}
		out, err := s.runner.run(ctx, e)
		if err != nil {
			return -1, err
		}
		if out.limit != "" || out.code == 0 {
			return -1, findingf("%s was to fail, but %s", d.path, out.failure())
		}
		printed := out.stdout
		if e.program.language() == "go" {
			printed += "\n" + out.state // as go run prints it
		}
		return s.occursIn(b, printed)
	}
	return s.compiles(ctx, b)
}

// compiles checks a block against what the compiler says.
func (s *session) compiles(ctx context.Context, b *block) (int, error) {
	d := b.directive
	if d.kind == "build" && newProgram(d).language() != "go" {
		return -1, findingf("the build directive is for Go programs: %s is none", d.path)
	}
	log, err := s.runner.compile(ctx, newProgram(d))
	switch {
	case err != nil:
		return -1, err
	case d.kind == "build" && log.failed():
		return -1, findingf("%s does not build: the compiler %s", d.path, log.failure())
	case log.limit != "":
		return -1, findingf("%s: the compiler %s", d.path, log.failure())
	case d.kind == "nocompile" && !log.failed():
		return -1, findingf("%s compiles, but the text says that it does not", d.path)
	}
	return s.occursIn(b, filepath.ToSlash(log.stdout))
}

func (s *session) occursIn(b *block, printed string) (int, error) {
	printed = s.withoutRoot(printed)
	at, err := occur(b.lines, printed)
	if err != nil || at < 0 {
		return -1, err
	}
	return at, findingf("%s does not print this line, or not here:\n\t%s%s", b.directive.path, b.lines[at], excerpt(printed))
}

// withoutRoot removes the root of the repository from the paths in a text.
func (s *session) withoutRoot(text string) string {
	for _, root := range []string{s.tree.real, s.tree.abs} {
		text = strings.ReplaceAll(text, root+string(filepath.Separator), "")
		text = strings.ReplaceAll(text, root, "")
	}
	return text
}

// origin gives the lines that a code, output or sample block must have.
func (s *session) origin(ctx context.Context, b *block, alone bool) ([]string, error) {
	lines, err := s.lines(ctx, b.directive, alone)
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		if b.wouldClose(line) {
			return nil, findingf("%s has the line %q, which ends the block: make its fences longer", b.directive.path, line)
		}
	}
	return lines, nil
}

func (s *session) lines(ctx context.Context, d *directive, alone bool) ([]string, error) {
	if d.kind == "code" {
		source, err := s.tree.read(d.path)
		if err != nil {
			return nil, err
		}
		return extract(d, source)
	}
	e := execution{program: newProgram(d), args: strings.Join(d.args, "\x00"), alone: alone && d.kind == "sample"}
	out, err := s.runner.run(ctx, e)
	if err != nil {
		return nil, err
	}
	if out.failed() {
		return nil, findingf("%s %s", d.path, out.failure())
	}
	return trimRight(splitLines(out.stdout)), nil
}

// wouldClose says whether a line of content would be read as the closing fence.
func (b *block) wouldClose(line string) bool {
	rest := strings.TrimLeft(line, " ")
	if len(line)-len(rest) > 3 || !strings.HasPrefix(rest, b.fence) {
		return false
	}
	return strings.Trim(rest, b.fence[:1]+" \t") == ""
}

// equals compares a block with its origin: code exactly, output but for blanks at the ends of lines, samples but for
// numbers.
func (b *block) equals(origin []string) bool {
	switch b.directive.kind {
	case "code":
		return slices.Equal(b.lines, origin)
	case "output":
		return slices.Equal(trimRight(b.lines), origin)
	}
	return slices.Equal(anyNumbers(b.lines), anyNumbers(origin))
}

// drift says where a block differs from its origin.
func (s *session) drift(b *block, origin []string) (int, error) {
	text, label := b.lines, "code"
	if b.directive.kind != "code" {
		text, label = trimRight(b.lines), "prints"
	}
	if b.directive.kind == "sample" {
		text, origin = anyNumbers(text), anyNumbers(origin)
	}
	at, message := difference(text, origin, label)
	return min(at, max(len(b.lines)-1, 0)), findingf("the block is not what %s %s:%s", b.directive.path,
		map[string]string{"code": "has", "prints": "prints"}[label], message)
}
