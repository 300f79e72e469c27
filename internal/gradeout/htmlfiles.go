package gradeout

import (
	"fmt"
	"html/template"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"systems.course/internal/grade"
)

// Bounds of the files in a page.
const (
	maxFiles     = 10 << 20  // of all attempts, in bytes of the page
	maxFilesEach = 256 << 10 // of one attempt, in bytes of the page
	lineRunes    = 400       // of a line
)

// roomForFiles is what the files of one attempt may take, in bytes.
func roomForFiles(r *grade.Report) int {
	return min(maxFilesEach, maxFiles/max(1, len(r.Attempts)))
}

// files are the files of an attempt, and the places in them that the page links
// to. Links are made before the views.
type files struct {
	id    string
	all   []*file
	byKey map[string]*file
	texts int // bytes of messages and output that were shown beside the files
}

type file struct {
	id    string
	name  string
	lines []string // that are shown
	total int      // lines
	looks []grade.Look
	marks map[int]mark
}

// A mark says why there are links to a line.
type mark struct {
	Suspect bool
	Rubric  []int // indices
}

// newFiles chooses how much of each file is shown: those that the rubric is about
// first.
func newFiles(id string, a *grade.Attempt, room int) *files {
	fs := &files{id: id, byKey: map[string]*file{}}
	order := make([]int, len(a.Files))
	for i := range a.Files {
		order[i] = i
		fs.all = append(fs.all, &file{id: fmt.Sprintf("%s-f%d", id, i), name: a.Files[i].Name, looks: a.Files[i].Rubric, marks: map[int]mark{}})
		fs.byKey[a.Files[i].Name] = fs.all[i]
	}
	slices.SortStableFunc(order, func(x, y int) int { return rank(a.Files[x]) - rank(a.Files[y]) })
	for _, i := range order {
		room = fs.all[i].fill(a.Files[i].Text, room)
	}
	return fs
}

func rank(f grade.File) int {
	if len(f.Rubric) > 0 {
		return 0
	}
	return 1
}

// numberBytes is about what a line's number and the two ends of lines take.
const numberBytes = 5

// fill takes as many whole lines as there is room for, and returns what is left.
func (f *file) fill(text string, room int) int {
	if text = strings.TrimSuffix(text, "\n"); text == "" {
		return room
	}
	all := strings.Split(text, "\n")
	f.total = len(all)
	for _, s := range all {
		s = codeLine(s)
		if room -= len(template.HTMLEscapeString(s)) + numberBytes; room < 0 {
			return 0
		}
		f.lines = append(f.lines, s)
	}
	return room
}

// codeLine returns a line of a file as one visible line with its indentation.
func codeLine(s string) string {
	s = cutLine(visible(clip(strings.TrimSuffix(s, "\r"), 8*lineRunes)), lineRunes)
	return strings.ReplaceAll(s, "\n", " ")
}

// mark notes a link to a line of a file, and returns its id: of the file, if the
// line is not shown; nothing, if there is no such file.
func (fs *files) mark(name string, n int, m mark) string {
	f := fs.byKey[path.Clean(name)]
	if f == nil {
		return ""
	}
	if n < 1 || n > len(f.lines) {
		return f.id
	}
	old := f.marks[n]
	f.marks[n] = mark{old.Suspect || m.Suspect, append(old.Rubric, m.Rubric...)}
	return fmt.Sprintf("%s-l%d", f.id, n)
}

// A segment is text, which may be a link to a place in the page.
type segment struct {
	Text, To string
}

var placePattern = regexp.MustCompile(`[\w./-]+\.go:[0-9]{1,6}\b`)

// link makes links of the places in text that are in the attempt's files.
func (fs *files) link(text string) []segment {
	var parts []segment
	done := 0
	for _, at := range placePattern.FindAllStringIndex(text, -1) {
		name, number, _ := strings.Cut(text[at[0]:at[1]], ":")
		n, err := strconv.Atoi(number)
		if err != nil {
			continue // the pattern has digits only
		}
		to := fs.mark(name, n, mark{})
		if to == "" {
			continue
		}
		if done < at[0] {
			parts = append(parts, segment{Text: text[done:at[0]]})
		}
		parts = append(parts, segment{text[at[0]:at[1]], to})
		done = at[1]
	}
	if done < len(text) {
		parts = append(parts, segment{Text: text[done:]})
	}
	return parts
}

// A fileView is a file with its numbered lines.
type fileView struct {
	ID, Name string
	Size     string // in words
	Missing  string // what is not shown, in words
	Gutter   string
	Code     []chunk
	Rubric   []link // lines of the rubric that concern it
}

// A chunk is some lines of a file: many, or one that is linked to.
type chunk struct {
	ID      string // empty: not linked to
	Text    string
	Suspect bool
	Tags    []link
}

func (fs *files) views(x grade.Exercise) []fileView {
	var views []fileView
	for _, f := range fs.all {
		v := fileView{
			ID: f.id, Name: line(f.name, nameRunes), Size: count(f.total, "line"), Code: f.chunks(fs.id, x), Gutter: gutter(1, len(f.lines)),
		}
		if n := f.total - len(f.lines); n > 0 {
			v.Missing = fmt.Sprintf("The last %s of it are not in this page, which would be too long.", count(n, "line"))
		}
		var seen []int
		for _, look := range f.looks {
			if !slices.Contains(seen, look.Rubric) && look.Rubric >= 0 && look.Rubric < len(x.Rubric) {
				seen = append(seen, look.Rubric)
				v.Rubric = append(v.Rubric, rubricLink(fs.id, x, look.Rubric))
			}
		}
		views = append(views, v)
	}
	return views
}

func rubricLink(id string, x grade.Exercise, i int) link {
	return link{line(x.Rubric[i].Name, nameRunes), fmt.Sprintf("%s-r%d", id, i)}
}

func (f *file) chunks(id string, x grade.Exercise) []chunk {
	var chunks []chunk
	var plain strings.Builder
	flush := func() {
		if plain.Len() > 0 {
			chunks = append(chunks, chunk{Text: plain.String()})
			plain.Reset()
		}
	}
	for i, s := range f.lines {
		m, marked := f.marks[i+1]
		if !marked {
			plain.WriteString(s + "\n")
			continue
		}
		flush()
		c := chunk{ID: fmt.Sprintf("%s-l%d", f.id, i+1), Text: s, Suspect: m.Suspect}
		for _, r := range m.Rubric {
			c.Tags = append(c.Tags, rubricLink(id, x, r))
		}
		chunks = append(chunks, c)
		plain.WriteByte('\n')
	}
	flush()
	return chunks
}

// gutter is the numbers from first to last, a line each.
func gutter(first, last int) string {
	var b strings.Builder
	for n := first; n <= last; n++ {
		b.WriteString(strconv.Itoa(n))
		b.WriteByte('\n')
	}
	return b.String()
}
