package prose

import (
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// addLink records a link unless it is an external one.
func (d *document) addLink(offset int, destination []byte) {
	d.links = append(d.links, link{d.lineAt(max(offset, 0)), string(destination)})
}

// checkLinks reports the document's links that lead nowhere.
func (s *session) checkLinks(d *document) error {
	for _, l := range d.links {
		if err := s.settle(d, l.line, s.checkLink(d, l.destination)); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) checkLink(d *document, destination string) error {
	target, err := url.Parse(destination)
	if err != nil {
		return findingf("the link %s is no URL: %v", destination, err)
	}
	switch {
	case target.Scheme == "http", target.Scheme == "https", target.Scheme == "mailto":
		return nil
	case target.Scheme != "" || target.Host != "":
		return findingf("the link %s is neither relative nor http, https or mailto", destination)
	case destination == "":
		return findingf("the link leads nowhere: its destination is empty")
	case target.Path == "" && target.Fragment == "":
		return nil // # alone is the top of the page
	}

	name := d.path
	if target.Path != "" {
		name, err = resolve(d.path, target.Path)
		if strings.HasPrefix(target.Path, "/") {
			name, err = resolve(".", strings.TrimLeft(target.Path, "/")) // GitHub begins at the root, too
		}
	}
	if err != nil {
		return findingf("the link %s: %v", destination, err)
	}
	isDir, err := s.tree.stat(name)
	if err != nil {
		return asLink(destination, err)
	}
	if !isDir && strings.HasSuffix(target.Path, "/") {
		return findingf("the link %s has a slash behind a file", destination)
	}
	if target.Fragment == "" {
		return nil
	}
	if isDir {
		name = path.Join(name, "README.md") // which GitHub shows below a folder's listing
	}
	return asLink(destination, s.checkFragment(name, target.Fragment))
}

// asLink puts the link before a finding, and lets other errors pass.
func asLink(destination string, err error) error {
	if f, ok := err.(finding); ok {
		return findingf("the link %s leads nowhere: %s", destination, f.message)
	}
	return err
}

var lineFragment = regexp.MustCompile(`^L(\d+)(?:C\d+)?(?:-L(\d+)(?:C\d+)?)?$`)

func (s *session) checkFragment(name, fragment string) error {
	if strings.EqualFold(path.Ext(name), ".md") {
		target, err := s.document(name)
		if err != nil {
			return err
		}
		if !target.anchors[fragment] {
			return findingf("%s has no heading or anchor #%s%s", name, fragment, target.similar(fragment))
		}
		return nil
	}
	content, err := s.tree.read(name)
	if err != nil {
		return err
	}
	match := lineFragment.FindStringSubmatch(fragment)
	if match == nil {
		return findingf("a fragment into %s has the form #L10 or #L10-L20", name)
	}
	count := len(strings.Split(strings.TrimSuffix(content, "\n"), "\n"))
	previous := 1
	for _, digits := range match[1:] {
		if digits == "" {
			continue
		}
		line, err := strconv.Atoi(digits)
		if err != nil || line < previous || line > count {
			return findingf("%s has %d lines, and #%s is not within them", name, count, fragment)
		}
		previous = line
	}
	return nil
}

// similar suggests the anchor that differs from a fragment in case only.
func (d *document) similar(fragment string) string {
	for _, anchor := range slices.Sorted(maps.Keys(d.anchors)) {
		if strings.EqualFold(anchor, fragment) {
			return ": it is spelled #" + anchor
		}
	}
	return ""
}
