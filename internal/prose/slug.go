package prose

import (
	"strconv"
	"strings"
	"unicode"
)

// Slug gives the anchor that GitHub makes from a heading: lower case, blanks as dashes, and nothing kept but letters,
// marks, decimal digits, dashes and connectors such as the underscore. The heading is plain text, as a reader sees it.
func Slug(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', unicode.In(r, unicode.Letter, unicode.Mark, unicode.Nd, unicode.Pc):
			return r
		}
		return -1
	}, strings.ToLower(strings.TrimSpace(heading)))
}

// A Slugger numbers the anchors of headings that repeat within one document: foo, foo-1, foo-2. The zero value is
// ready for a new document. It is not safe for concurrent use.
type Slugger struct {
	seen map[string]int
}

// Slug gives the anchor of the document's next heading.
func (s *Slugger) Slug(heading string) string {
	if s.seen == nil {
		s.seen = make(map[string]int)
	}
	base := Slug(heading)
	slug := base
	for {
		if _, taken := s.seen[slug]; !taken {
			break
		}
		s.seen[base]++
		slug = base + "-" + strconv.Itoa(s.seen[base])
	}
	s.seen[slug] = 0
	return slug
}
