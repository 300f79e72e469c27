package workspace

import (
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

var (
	// mdFence is a block of code, as far as the specs have them: its fence begins a line.
	mdFence = regexp.MustCompile("(?ms)^(```+|~~~+).*?^(```+|~~~+)[ \t]*$")
	// mdLink is a link with its text and its destination, or a span of code.
	mdLink = regexp.MustCompile("`[^`\n]*`" + `|!?\[([^\[\]]*)\]\(([^()\s]*)\)`)
)

// Relink returns a copy of a Markdown file of the course for a folder: what links
// to a file relatively leads to the same one from there. If the folder is not in
// the course, or is "", the link's text is left. A link to a file that has gone
// along leads to the copy in the folder, wherever that is: along maps where it was
// to its name there. File and what along has are relative to the root and to the
// folder, with slashes.
func Relink(markdown []byte, root, file, dir string, along map[string]string) []byte {
	to, err := filepath.Rel(root, dir)
	inside := err == nil && filepath.IsLocal(to)
	relink := func(link []byte) []byte {
		parts := mdLink.FindSubmatch(link)
		target, err := url.Parse(string(parts[2]))
		if err != nil || target.Scheme != "" || target.Host != "" || target.Path == "" {
			return link
		}
		place := path.Join(path.Dir(file), target.Path)
		if strings.HasPrefix(target.Path, "/") {
			place = strings.TrimLeft(target.Path, "/")
		}
		rel, copied := along[place]
		if !copied {
			if !inside {
				return parts[1]
			}
			if rel, err = filepath.Rel(to, filepath.FromSlash(place)); err != nil {
				return parts[1]
			}
		}
		target.Path, target.RawPath = filepath.ToSlash(rel), ""
		start := link[:len(link)-len(parts[2])-len(")")]
		return []byte(string(start) + target.String() + ")")
	}
	var out []byte
	for at := 0; at < len(markdown); {
		fence := mdFence.FindIndex(markdown[at:])
		if fence == nil {
			fence = []int{len(markdown) - at, len(markdown) - at}
		}
		out = append(out, mdLink.ReplaceAllFunc(markdown[at:at+fence[0]], relink)...)
		out = append(out, markdown[at+fence[0]:at+fence[1]]...)
		at += fence[1]
	}
	return out
}
