package gradeout

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"systems.course/internal/checker"
	"systems.course/internal/grade"
)

// parsed returns all nodes of the page of r.
func parsed(t *testing.T, r *grade.Report) []*html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(written(t, HTML, r)))
	require.NoError(t, err)
	nodes := []*html.Node{}
	for n := range root.Descendants() {
		nodes = append(nodes, n)
	}
	return nodes
}

func attribute(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// textOf returns the text below n.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// find returns the elements of that name that have the class, or all if it is
// empty.
func find(nodes []*html.Node, name, class string) []*html.Node {
	var found []*html.Node
	for _, n := range nodes {
		classes, _ := attribute(n, "class")
		if n.Type == html.ElementNode && n.Data == name && (class == "" || strings.Contains(" "+classes+" ", " "+class+" ")) {
			found = append(found, n)
		}
	}
	return found
}

func byID(t *testing.T, nodes []*html.Node, id string) *html.Node {
	t.Helper()
	for _, n := range nodes {
		if got, ok := attribute(n, "id"); ok && got == id {
			return n
		}
	}
	require.Fail(t, "no element has the id "+id)
	return nil
}

// pages are reports whose pages must hold what every page must.
func pages(t *testing.T) map[string]*grade.Report {
	return map[string]*grade.Report{"sample": sample(), "class": classOf(t, 14), "empty": {}}
}

func TestIDsAreUniqueAndLinksResolve(t *testing.T) {
	for name, r := range pages(t) {
		nodes := parsed(t, r)
		ids := map[string]bool{}
		for _, n := range nodes {
			if id, ok := attribute(n, "id"); ok {
				require.NotEmpty(t, id, name)
				require.False(t, ids[id], "%s: the id %s occurs twice", name, id)
				ids[id] = true
			}
		}
		for _, n := range nodes {
			for _, key := range []string{"href", "aria-labelledby", "for"} {
				if value, ok := attribute(n, key); ok {
					require.True(t, ids[strings.TrimPrefix(value, "#")], "%s: %s=%q leads nowhere", name, key, value)
				}
			}
		}
	}
}

// TestNothingLeavesThePage: no element can make a request or run a script, but
// for the one script of the page.
func TestNothingLeavesThePage(t *testing.T) {
	forbidden := map[string]bool{
		"img": true, "link": true, "iframe": true, "object": true, "embed": true, "base": true, "form": true, "video": true,
		"audio": true, "source": true, "use": true, "image": true, "foreignobject": true, "animate": true, "set": true, "area": true,
	}
	for name, r := range pages(t) {
		nodes := parsed(t, r)
		require.Len(t, find(nodes, "script", ""), 1, name)
		require.Len(t, find(nodes, "style", ""), 1, name)
		for _, n := range nodes {
			if n.Type != html.ElementNode {
				continue
			}
			require.False(t, forbidden[strings.ToLower(n.Data)], "%s: <%s>", name, n.Data)
			for _, a := range n.Attr {
				require.False(t, strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "src" || a.Key == "srcset" || a.Key == "action", "%s: <%s %s>", name, n.Data, a.Key)
				if a.Key == "href" {
					require.True(t, strings.HasPrefix(a.Val, "#"), "%s: href=%q", name, a.Val)
				}
			}
		}
	}
}

func TestThePolicyAllowsWhatIsInThePage(t *testing.T) {
	nodes := parsed(t, sample())
	var content string
	for _, n := range find(nodes, "meta", "") {
		if kind, _ := attribute(n, "http-equiv"); kind == "Content-Security-Policy" {
			content, _ = attribute(n, "content")
		}
	}
	require.Equal(t, fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'",
		sourceHash([]byte(textOf(find(nodes, "style", "")[0]))), sourceHash([]byte(textOf(find(nodes, "script", "")[0])))), content)
	require.NotContains(t, textOf(find(nodes, "style", "")[0]), "url(")
}

// TestTextStaysText: all of what a stranger wrote arrives as the text that it is.
func TestTextStaysText(t *testing.T) {
	nodes := parsed(t, sample())
	all := textOf(byID(t, nodes, "a0"))
	require.GreaterOrEqual(t, strings.Count(all, visible(nasty)), 10)
	for _, r := range all {
		require.True(t, r == '\n' || visible(string(r)) == string(r), "%q", r)
	}
	require.Contains(t, textOf(byID(t, nodes, "a0-f0-l2")), visible(nasty))
}

func TestTheMatrixSaysWhatCameOfIt(t *testing.T) {
	nodes := parsed(t, sample())
	var got []string
	for _, td := range find(nodes, "td", "v") {
		label, _ := attribute(find(children(td), "a", "")[0], "aria-label")
		got = append(got, label)
	}
	require.Equal(t, []string{
		"stage 1: passed", "stage 2: failed", "stage 3: does not compile",
		"stage 1: passed", "stage 2: passed", "stage 3: passed",
		"stage 1: does not compile", "stage 2: does not compile", "stage 3: not run",
		"stage 1: unfit", "stage 2: unfit", "stage 3: unfit",
		"stage 1: passed", "stage 2: broken", "stage 3: broken",
		"stage 1: pending", "stage 2: pending", "stage 3: pending",
	}, got)
	var badges []string
	for _, d := range find(nodes, "details", "attempt") {
		badges = append(badges, textOf(find(children(d), "span", "badge")[0])+", "+textOf(find(children(d), "span", "points")[0]))
	}
	require.Equal(t, []string{
		"stuck at stage 2, 40 points", "every stage passed, 100 points", "stuck at stage 1, 0 points",
		"unfit: 0 points, 0 points", "broken: no verdict, no points", "pending: no verdict yet, no points",
	}, badges)
}

// TestTheCompilersWordsAreSaidOnce: at the first stage that has them.
func TestTheCompilersWordsAreSaidOnce(t *testing.T) {
	nodes := parsed(t, sample())
	require.Contains(t, textOf(byID(t, nodes, "a2-s1")), "undefined: x")
	require.Contains(t, textOf(byID(t, nodes, "a2-s2")), "does not compile: as stage 1")
	require.Equal(t, 1, strings.Count(textOf(byID(t, nodes, "a2")), "undefined: x"))
}

func children(n *html.Node) []*html.Node {
	var all []*html.Node
	for d := range n.Descendants() {
		all = append(all, d)
	}
	return all
}

func TestWhereTheyGotStuck(t *testing.T) {
	p, err := newPage(sample())
	require.NoError(t, err)
	var got []string
	for _, c := range p.Class.Stages {
		got = append(got, fmt.Sprintf("%d: %d passed, %d stuck, %d+%d, most %v", c.N, c.Passed, c.Stuck, c.Failed, c.Build, c.Most))
	}
	require.Equal(t, []string{
		"1: 2 passed, 1 stuck, 0+1, most true", "2: 1 passed, 1 stuck, 1+0, most true", "3: 1 passed, 0 stuck, 0+0, most false",
	}, got)
	sum := 0
	for _, b := range p.Class.Histogram.Bars {
		sum += b.Count
	}
	require.Equal(t, 3, sum, "unfit and unjudged attempts are not in the histogram")
}

func TestEveryStageOfEveryAttemptHasAPlace(t *testing.T) {
	r := classOf(t, 14)
	nodes := parsed(t, r)
	for i := range r.Attempts {
		for _, s := range r.Exercise.Stages {
			byID(t, nodes, fmt.Sprintf("a%d-s%d", i, s.N))
		}
	}
	require.Len(t, find(nodes, "fieldset", ""), len(r.Attempts)*len(r.Exercise.Rubric))
}

func TestHeadingsAndTables(t *testing.T) {
	for name, r := range pages(t) {
		nodes := parsed(t, r)
		require.Len(t, find(nodes, "h1", ""), 1, name)
		last := 0
		for _, n := range nodes {
			if n.Type == html.ElementNode && len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
				level := int(n.Data[1] - '0')
				require.LessOrEqual(t, level, last+1, "%s: %q skips a level", name, textOf(n))
				require.NotEmpty(t, strings.TrimSpace(textOf(n)), name)
				last = level
			}
		}
		for _, th := range find(nodes, "th", "") {
			scope, _ := attribute(th, "scope")
			require.NotEmpty(t, scope, "%s: %q", name, textOf(th))
		}
	}
}

func TestMessagesAreTakenApart(t *testing.T) {
	tests := []struct {
		name, text string
		want       [][2]string
	}{
		{"nothing", "", nil},
		{"three parts", "expected  a = 1\ngot       2\nbecause   of it", [][2]string{{"expected", "a = 1"}, {"got", "2"}, {"because", "of it"}}},
		{"lines of a part", "expected  a\n          b\ngot       c", [][2]string{{"expected", "a\nb"}, {"got", "c"}}},
		{"no label", "panic: x\nat y.go:1", [][2]string{{"", "panic: x\nat y.go:1"}}},
		{"text before and after", "race:\nexpected  a\nat y.go:1", [][2]string{{"", "race:"}, {"expected", "a"}, {"", "at y.go:1"}}},
		{"a word that only begins so", "expectedly\ngotten", [][2]string{{"", "expectedly\ngotten"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, splitMessage(tt.text)) })
	}
}

func TestPlacesOfSuspects(t *testing.T) {
	a := &grade.Attempt{Files: []grade.File{{Name: "a b:c.go", Text: "x\ny\n"}, {Name: "d.go", Text: "x\n"}}}
	fs := newFiles("a0", a, 1000)
	tests := []struct {
		text string
		want suspect
	}{
		{`"a b:c.go":2: "os" is bad`, suspect{segment{"a b:c.go:2", "a0-f0-l2"}, ` "os" is bad`}},
		{`d.go:1: bad`, suspect{segment{"d.go:1", "a0-f1-l1"}, " bad"}},
		{`"d.go":9: bad`, suspect{segment{"d.go:9", "a0-f1"}, " bad"}},
		{`"gone.go":1: bad`, suspect{segment{"gone.go:1", ""}, " bad"}},
		{`no place`, suspect{Text: "no place"}},
		{`"unfinished:1: x`, suspect{segment{`"unfinished:1`, ""}, " x"}},
	}
	for _, tt := range tests {
		got := newSuspect(tt.text, fs)
		require.Equal(t, strings.TrimSpace(tt.want.Text), got.Text)
		require.Equal(t, tt.want.Place, got.Place)
	}
}

func TestCommandsToRepeat(t *testing.T) {
	r := sample()
	r.Race = true
	require.Equal(t, "course check lru-cache --dir class/passed --stage 2 --race --seed 42", repeat(r, &r.Attempts[1], 2))
	require.Equal(t, "course check lru-cache --dir 'class/builds not' --all --race --seed 42", repeat(r, &r.Attempts[2], 0))
	for source, archive := range map[string]string{"class/a.zip": "class/a.zip", "c.ZIP/a/b.zip": "c.ZIP", "a.tar.gz": "a.tar.gz", "zip/a.zipper": "", "": ""} {
		require.Equal(t, archive, inArchive(source), source)
	}
	packed := &grade.Attempt{Source: "all.zip/passed"}
	require.Equal(t, "course grade all.zip --exercise lru-cache --race --seed 42 --out again", repeat(r, packed, 0))
	require.Empty(t, repeat(r, packed, 2))
	require.Equal(t, `'it'\''s; $(rm)'`, shell("it's; $(rm)"))
	require.Equal(t, "''", shell(""))
	require.Equal(t, "'-x'", shell("-x"))
}

// TestMarkdownLeadsNowhere: links become text, raw HTML goes.
func TestMarkdownLeadsNowhere(t *testing.T) {
	for _, text := range []string{
		"[a](https://example.org)", "![a](x.png)", "<https://example.org>", "<b onclick=x>a</b>", "<script>a</script>", "[a]: b\n\n[a]", "<a href=x>a</a>",
	} {
		out, err := markdown(text)
		require.NoError(t, err)
		got := strings.ReplaceAll(string(out), "<!-- raw HTML omitted -->", "")
		for _, bad := range []string{"href", "src", "<a", "<img", "<b", "<script", "onclick"} {
			require.NotContains(t, got, bad, text)
		}
	}
	require.Equal(t, []codeText{{"1. Why ", false}, {"a<b", true}, {" not?", false}}, splitCode("1. Why <code>a&lt;b</code> <em>not</em>?"))
}

// TestThePageIsBounded: however much the attempts wrote, the page can be opened.
func TestThePageIsBounded(t *testing.T) {
	const attempts = 6
	text := strings.Repeat("\x00<\"&\xff "+strings.Repeat("a", 50)+"\n", 10_000)
	check := checker.CheckResult{Name: "TestX", Title: text, Message: text, Output: text, At: text, Cause: checker.Assertion}
	r := &grade.Report{Exercise: sampleExercise()}
	for i := range attempts {
		a := grade.Attempt{
			Name: fmt.Sprint(i, text), Source: text, Status: grade.Graded, Notes: []string{text}, Suspects: []string{text}, Error: text,
			Stages: []checker.StageResult{{Stage: 1, Title: text, Reason: text, Build: text}, {Stage: 2}},
		}
		for k := range 40 {
			a.Stages[1].Checks = append(a.Stages[1].Checks, check)
			a.Files = append(a.Files, grade.File{Name: fmt.Sprint(k, ".go"), Text: text})
		}
		r.Attempts = append(r.Attempts, a)
	}
	bound := attempts * (maxFilesEach + 8*maxTexts)
	require.Less(t, len(written(t, HTML, r)), bound)
}

// TestWhatPointsIntoAFileIsShownFirst: with little room, the files of the rubric
// are those that are there.
func TestWhatPointsIntoAFileIsShownFirst(t *testing.T) {
	text := strings.Repeat("line\n", 10)
	a := &grade.Attempt{Files: []grade.File{{Name: "a.go", Text: text}, {Name: "b.go", Text: text, Rubric: []grade.Look{{Rubric: 0, Line: 10}}}}}
	fs := newFiles("a0", a, 14*9)
	views := fs.views(sampleExercise())
	require.Empty(t, views[1].Missing)
	require.Equal(t, "The last 6 lines of it are not in this page, which would be too long.", views[0].Missing)
	require.Equal(t, "1\n2\n3\n4\n", views[0].Gutter)
}
