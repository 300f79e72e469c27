package restapi

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// A rule is what a text must be, and how that is said. openapi.yaml has the same
// in its schemas; the tests hold one against the other.
type rule struct {
	holds func(string) bool
	says  string
}

var (
	slug  = matching(`^[a-z][a-z0-9-]{0,31}$`, "must be a letter from a to z and up to 31 letters, digits and hyphens")
	label = matching(`^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$`, "must be a letter or digit and up to 49 letters, digits, dots, hyphens and underscores")
	color = matching(`^#[0-9a-f]{6}$`, "must be # and six digits 0 to f")
	state = rule{func(s string) bool { return s == "open" || s == "closed" }, "must be open or closed"}

	line     = rule{func(s string) bool { return atMost(s, 200) && !hasControl(s) && hasInk(s) }, "must be one line of 1 to 200 characters, not only of blanks"}
	anyLine  = rule{func(s string) bool { return atMost(s, 200) && !hasControl(s) }, "must be one line of at most 200 characters"}
	text     = rule{func(s string) bool { return atMost(s, 65536) && !hasNUL(s) }, "must be a text of at most 65536 characters without U+0000"}
	someText = rule{func(s string) bool { return text.holds(s) && hasInk(s) }, "must be a text of 1 to 65536 characters without U+0000, not only of blanks"}
)

func matching(pattern, says string) rule {
	return rule{regexp.MustCompile(pattern).MatchString, says}
}

// atMost counts code points, as JSON Schema's maxLength does.
func atMost(s string, n int) bool {
	return len(s) <= n || len(s) <= n*utf8.UTFMax && utf8.RuneCountInString(s) <= n
}

func isControl(r rune) bool    { return r < ' ' || r == 0x7f }
func hasControl(s string) bool { return strings.ContainsFunc(s, isControl) }
func hasNUL(s string) bool     { return strings.IndexByte(s, 0) >= 0 }

// hasInk says whether there is anything but ASCII blanks and controls.
func hasInk(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r > ' ' && r != 0x7f })
}
