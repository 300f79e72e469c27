package benchkit

import (
	"fmt"
	"strings"
)

// Fill replaces what stands between the two marks of each part, by name:
//
//	<!-- measured: NAME -->
//	<!-- end of NAME -->
//
// It is an error if text has no such place.
func Fill(text string, parts map[string]string) (string, error) {
	for name, part := range parts {
		begin, end := "<!-- measured: "+name+" -->\n", "<!-- end of "+name+" -->"
		before, rest, found := strings.Cut(text, begin)
		if !found {
			return "", fmt.Errorf("README.md has no line %q", strings.TrimSpace(begin))
		}
		_, after, found := strings.Cut(rest, end)
		if !found {
			return "", fmt.Errorf("README.md has no line %q", end)
		}
		text = before + begin + "\n" + strings.TrimRight(part, "\n") + "\n\n" + end + after
	}
	return text, nil
}
