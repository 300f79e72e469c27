package prose

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"systems.course/internal/safefile"
)

// Write regenerates the code and output blocks of some Markdown files in place, and the samples whose words differ;
// while a sample is measured, nothing else runs. It gives the files that it changed, sorted. What cannot be
// regenerated stays as it is, and Check tells why. A file is replaced whole or not at all. The error is as that of
// Check, or says which file could not be written.
func (c *Checker) Write(ctx context.Context, files []string) (changed []string, err error) {
	s, err := c.open()
	if err != nil {
		return nil, fmt.Errorf("regenerate the prose: %w", err)
	}
	defer func() { err = errors.Join(err, s.close()) }()
	edits, err := s.edits(ctx, files)
	if err != nil {
		return nil, fmt.Errorf("regenerate the prose: %w", err)
	}
	for _, name := range files {
		name = path.Clean(name)
		if len(edits[name]) == 0 || slices.Contains(changed, name) {
			continue
		}
		d, err := s.document(name)
		if err != nil {
			return changed, err
		}
		content, err := d.rewritten(edits[name])
		if err != nil {
			return changed, err
		}
		if err := replaceFile(s.tree.file(name), content); err != nil {
			return changed, fmt.Errorf("write %s: %w", name, err)
		}
		changed = append(changed, name)
	}
	slices.Sort(changed)
	return changed, nil
}

// edits gives the new lines of the blocks that must change, by file.
func (s *session) edits(ctx context.Context, files []string) (map[string]map[*block][]string, error) {
	edits := make(map[string]map[*block][]string)
	var tasks []func(context.Context) error
	for _, name := range files {
		d, err := s.document(path.Clean(name))
		if err != nil {
			return nil, err
		}
		edits[d.path] = make(map[*block][]string)
		for _, b := range d.blocks {
			if !b.regenerable() {
				continue
			}
			tasks = append(tasks, func(ctx context.Context) error {
				origin, err := s.origin(ctx, b, true)
				if err != nil || b.equals(origin) {
					return s.settle(d, b.directive.line, err)
				}
				s.mu.Lock()
				defer s.mu.Unlock()
				edits[d.path][b] = origin
				return nil
			})
		}
	}
	return edits, parallel(ctx, tasks)
}

func (b *block) regenerable() bool {
	return b.directive != nil && b.closed && b.language != "" && slices.Contains([]string{"code", "output", "sample"}, b.directive.kind)
}

// rewritten gives the document's source with new lines in some of its blocks. It fails rather than give a source that
// reads otherwise.
func (d *document) rewritten(edits map[*block][]string) ([]byte, error) {
	var out bytes.Buffer
	copied := 0
	for _, b := range d.blocks {
		lines, ok := edits[b]
		if !ok {
			continue
		}
		out.Write(d.source[copied:b.start])
		bare := strings.TrimRight(b.prefix, " \t")
		for _, line := range lines {
			if line == "" {
				out.WriteString(bare + "\n")
				continue
			}
			out.WriteString(b.prefix + line + "\n")
		}
		copied = b.end
	}
	out.Write(d.source[copied:])

	again := parseDocument(d.path, out.Bytes())
	for i, b := range d.blocks {
		lines, ok := edits[b]
		if ok && (i >= len(again.blocks) || !slices.Equal(again.blocks[i].lines, lines)) {
			return nil, Problem{d.path, b.line, "the block cannot be regenerated where it stands: move it out of its list or quote"}
		}
	}
	if d.crlf {
		return bytes.ReplaceAll(out.Bytes(), []byte("\n"), []byte("\r\n")), nil
	}
	return out.Bytes(), nil
}

// replaceFile replaces a file's content and keeps its permissions.
func replaceFile(name string, content []byte) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	return safefile.Replace(name, content, info.Mode().Perm())
}
