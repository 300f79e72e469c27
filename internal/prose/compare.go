package prose

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const regenerate = "regenerate it: go run ./cmd/course prose --write"

// difference shows the lines in which a block differs from its origin, and gives the index of the first.
func difference(block, origin []string, label string) (at int, message string) {
	for at < len(block) && at < len(origin) && block[at] == origin[at] {
		at++
	}
	textEnd, originEnd := len(block), len(origin)
	for textEnd > at && originEnd > at && block[textEnd-1] == origin[originEnd-1] {
		textEnd--
		originEnd--
	}
	var out strings.Builder
	show(&out, "text", block[at:textEnd])
	show(&out, label, origin[at:originEnd])
	return at, out.String() + "\n\t" + regenerate
}

// show writes up to three lines under a label.
func show(out *strings.Builder, label string, lines []string) {
	if len(lines) == 0 {
		fmt.Fprintf(out, "\n\t%-7s(nothing here)", label+":")
		return
	}
	for i, line := range lines {
		if i == 3 {
			fmt.Fprintf(out, "\n\t%-7s… %d more", "", len(lines)-3)
			return
		}
		head := ""
		if i == 0 {
			head = label + ":"
		}
		fmt.Fprintf(out, "\n\t%-7s%s", head, line)
	}
}

// trimRight removes the blanks at the ends of lines.
func trimRight(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = strings.TrimRight(line, " \t")
	}
	return out
}

var (
	numbers = regexp.MustCompile(`\d+(?:[.,]\d+)*`)
	spaces  = regexp.MustCompile(` +`)
)

// anyNumbers replaces every number by one mark, and runs of spaces, which depend on the widths of numbers, by one.
func anyNumbers(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		line = numbers.ReplaceAllString(line, "#")
		out[i] = strings.TrimSpace(spaces.ReplaceAllString(line, " "))
	}
	return out
}

var volatile = []struct {
	pattern *regexp.Regexp
	mark    string
}{
	{regexp.MustCompile(`0x[0-9a-fA-F]+`), "0x?"},
	{regexp.MustCompile(`\b([Gg])oroutine \d+`), "${1}oroutine ?"},
	{regexp.MustCompile(`\b(pid[ =:]\s*)\d+`), "${1}?"},
	// The go command caches what the compiler says with the paths as they were seen from the folder of the first build.
	{regexp.MustCompile(`^(?:\S*/)?([^\s/]+\.go:\d+:\d+: )`), "${1}"},
	{regexp.MustCompile(`^(thread '[^']*') \(\d+\)`), "${1}"},
}

// steady replaces what differs from run to run: addresses, the numbers of goroutines, processes and threads, the folders
// of compiled files.
func steady(line string) string {
	line = strings.TrimSpace(line)
	for _, v := range volatile {
		line = v.pattern.ReplaceAllString(line, v.mark)
	}
	return line
}

// occur checks that a block's lines occur in this order in what a program printed. Lines that are only … or ... and
// empty lines do not count. The result is the index of the first line that does not, or -1; a block without any line
// that counts is a finding, as it would hold of everything.
func occur(block []string, printed string) (int, error) {
	output := strings.Split(printed, "\n")
	for i, line := range output {
		output[i] = steady(line)
	}
	next, counted := 0, 0
	for i, line := range block {
		line = steady(line)
		if line == "" || line == "…" || line == "..." {
			continue
		}
		counted++
		at := slices.Index(output[next:], line)
		if at < 0 {
			return i, nil
		}
		next += at + 1
	}
	if counted == 0 {
		return -1, findingf("the block shows no line of what is printed, so it holds of anything")
	}
	return -1, nil
}

// excerpt gives the beginning of what a program printed, for a message.
func excerpt(printed string) string {
	lines := splitLines(printed)
	if len(lines) == 0 {
		return "\n\tit printed nothing"
	}
	more := ""
	if len(lines) > 10 {
		more = fmt.Sprintf("\n\t… %d more lines", len(lines)-10)
		lines = lines[:10]
	}
	return "\n\tit printed:\n\t" + strings.Join(lines, "\n\t") + more
}
