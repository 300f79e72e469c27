package gradeout

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"systems.course/internal/checker"
	"systems.course/internal/grade"
)

func TestCSVIsReadAgain(t *testing.T) {
	text := written(t, CSV, sample())
	require.True(t, bytes.HasPrefix(text, []byte("\xef\xbb\xbf")))
	require.Equal(t, bytes.Count(text, []byte("\n")), bytes.Count(text, []byte("\r\n")), "lines end as RFC 4180 has it")
	rows, err := csv.NewReader(bytes.NewReader(text[3:])).ReadAll() // it wants equal numbers of cells
	require.NoError(t, err)
	require.Equal(t, []string{"name", "status", "points", "of", "stage 1", "stage 2", "stage 3", "first failing stage", "suspects", "error"}, rows[0])
	require.Len(t, rows, 7)
	for _, row := range rows {
		for _, cell := range row {
			require.False(t, cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])), cell)
			require.True(t, utf8.ValidString(cell))
		}
	}
	require.Equal(t, []string{"graded", "40", "100", "40", "0", "0", "2", "3", ""}, rows[1][1:])
	require.Equal(t, []string{"broken", "", "100", "", "", "", "", "0"}, rows[5][1:9], "no points where there is no verdict")
}

func TestNoCellIsAFormula(t *testing.T) {
	tests := []struct{ text, want string }{
		{"plain", "plain"}, {"a-b", "a-b"}, {"", ""},
		{"=1+1", "'=1+1"}, {"+1", "'+1"}, {"-1", "'-1"}, {"@SUM(A1)", "'@SUM(A1)"},
		{"\t=1", "'␉=1"}, {"\r=1", "␍=1"}, {" =1", "'=1"}, {`"=1`, `'"=1`}, {"'=1", "''=1"},
		{"=1", "'=1"}, {"x;=1", "x;'=1"}, {"x; \"@y", "x;' \"@y"}, {"two\nlines", "two lines"},
	}
	for _, tt := range tests {
		if strings.HasPrefix(tt.text, "\t") {
			tt.want = "'=1" // a tab is white space, and goes
		}
		require.Equal(t, tt.want, harmless(tt.text), "%q", tt.text)
	}
}

// A suite is what readers of JUnit XML look for.
type suite struct {
	Attrs []xml.Attr `xml:",any,attr"`
	Cases []struct {
		Attrs    []xml.Attr `xml:",any,attr"`
		Children []struct {
			XMLName xml.Name
			Type    string `xml:"type,attr"`
		} `xml:",any"`
	} `xml:"testcase"`
}

func TestJUnitCountsSumUp(t *testing.T) {
	var root struct {
		XMLName xml.Name   `xml:"testsuites"`
		Attrs   []xml.Attr `xml:",any,attr"`
		Suites  []suite    `xml:"testsuite"`
	}
	require.NoError(t, xml.Unmarshal(written(t, JUnit, sample()), &root))
	require.Empty(t, root.Attrs, "Ant's schema allows none")
	require.Len(t, root.Suites, 6)
	names := map[string]bool{}
	for i, s := range root.Suites {
		attrs := attributes(s.Attrs)
		require.ElementsMatch(t, []string{"name", "package", "id", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time"}, keys(s.Attrs))
		got := map[string]int{}
		var sum time.Duration
		for _, c := range s.Cases {
			require.ElementsMatch(t, []string{"classname", "name", "time"}, keys(c.Attrs))
			require.LessOrEqual(t, len(c.Children), 1)
			for _, child := range c.Children {
				got[child.XMLName.Local]++
				require.Equal(t, child.XMLName.Local != "skipped", child.Type != "", "type is for failures and errors")
			}
			a := attributes(c.Attrs)
			key := a["classname"] + "\x00" + a["name"]
			require.False(t, names[key], "GitLab would drop the second %q", key)
			names[key] = true
			took, err := time.ParseDuration(a["time"] + "s")
			require.NoError(t, err)
			sum += took
		}
		total, err := time.ParseDuration(attrs["time"] + "s")
		require.NoError(t, err)
		require.Equal(t, sum, total)
		require.Equal(t, []int{len(s.Cases), got["failure"], got["error"], got["skipped"], i},
			[]int{number(t, attrs["tests"]), number(t, attrs["failures"]), number(t, attrs["errors"]), number(t, attrs["skipped"]), number(t, attrs["id"])})
		require.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`, attrs["timestamp"])
		require.Regexp(t, `^\d+\.\d{3}$`, attrs["time"])
	}
	require.Equal(t, "2026-01-02T14:04:05", attributes(root.Suites[0].Attrs)["timestamp"], "in UTC")
}

func TestJUnitTellsFailuresFromErrors(t *testing.T) {
	var root struct {
		Suites []suite `xml:"testsuite"`
	}
	require.NoError(t, xml.Unmarshal(written(t, JUnit, sample()), &root))
	var got [][4]string
	for _, s := range root.Suites[1:] {
		a := attributes(s.Attrs)
		got = append(got, [4]string{a["tests"], a["failures"], a["errors"], a["skipped"]})
	}
	require.Equal(t, [][4]string{{"3", "0", "0", "0"}, {"3", "2", "0", "1"}, {"4", "1", "0", "3"}, {"4", "0", "1", "2"}, {"4", "0", "0", "4"}}, got)
}

// TestJUnitOrder: Ant's schema wants a suite's elements in this order, each once
// but for the cases.
func TestJUnitOrder(t *testing.T) {
	d := xml.NewDecoder(bytes.NewReader(written(t, JUnit, sample())))
	depth, order := 0, ""
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		switch e := token.(type) {
		case xml.StartElement:
			if depth++; depth == 3 {
				order += " " + e.Name.Local
			}
		case xml.EndElement:
			if depth--; depth == 1 {
				require.Regexp(t, `^ properties( testcase)+ system-out system-err$`, order)
				order = ""
			}
		}
	}
}

func attributes(all []xml.Attr) map[string]string {
	m := map[string]string{}
	for _, a := range all {
		m[a.Name.Local] = a.Value
	}
	return m
}

func keys(all []xml.Attr) []string {
	var names []string
	for _, a := range all {
		names = append(names, a.Name.Local)
	}
	return names
}

func number(t *testing.T, text string) int {
	t.Helper()
	var n int
	require.NoError(t, json.Unmarshal([]byte(text), &n))
	return n
}

// read parses a JSON file as what reads it does: without our types.
func read(t *testing.T, text []byte) (top map[string]any, tests []map[string]any) {
	t.Helper()
	require.True(t, utf8.Valid(text))
	require.NoError(t, json.Unmarshal(text, &top))
	for _, test := range top["tests"].([]any) {
		tests = append(tests, test.(map[string]any))
	}
	return top, tests
}

func TestGradescopeScores(t *testing.T) {
	for i, want := range []float64{40, 100, 0, 0} {
		top, tests := read(t, written(t, Gradescope, single(i)))
		require.NotContains(t, top, "score", "it would override the tests")
		require.Equal(t, "text", top["output_format"], "the default would be HTML")
		require.Len(t, tests, 3)
		var score, most float64
		for _, test := range tests {
			score, most = score+test["score"].(float64), most+test["max_score"].(float64)
			require.Contains(t, []any{"passed", "failed"}, test["status"])
			require.Equal(t, test["score"] == test["max_score"], test["status"] == "passed")
			require.IsType(t, "", test["number"])
			require.NotContains(t, test, "visibility", "students would not see their score")
		}
		require.Equal(t, []float64{want, 100}, []float64{score, most})
	}
}

func TestGradescopeInventsNoScore(t *testing.T) {
	for _, i := range []int{4, 5} {
		top, tests := read(t, written(t, Gradescope, single(i)))
		require.NotContains(t, top, "score")
		require.Contains(t, top["output"], "no score")
		for _, test := range tests {
			require.NotContains(t, test, "score")
			require.NotContains(t, test, "max_score")
		}
	}
}

func TestClassroom(t *testing.T) {
	tests := []struct {
		attempt int
		status  string
		score   float64
		stages  []any
	}{
		{0, "fail", 40, []any{"pass", "fail", "fail"}},
		{1, "pass", 100, []any{"pass", "pass", "pass"}},
		{2, "fail", 0, []any{"fail", "fail", "fail"}},
		{3, "fail", 0, []any{"fail", "fail", "fail"}},
		{4, "error", 40, []any{"pass", "error", "error"}},
		{5, "error", 0, []any{"error", "error", "error"}},
	}
	for _, tt := range tests {
		top, all := read(t, written(t, Classroom, single(tt.attempt)))
		require.Equal(t, []any{tt.status, 100.0, 1.0}, []any{top["status"], top["max_score"], top["version"]})
		score, stages := 0.0, []any{}
		for _, test := range all {
			score += test["score"].(float64)
			stages = append(stages, test["status"])
			require.Equal(t, test["status"] == "error", test["message"] != "")
			require.Equal(t, []any{"", 0.0}, []any{test["filename"], test["line_no"]})
			if test["status"] == "error" {
				require.Contains(t, test["message"], test["name"], "the name is not shown otherwise")
			}
		}
		require.Equal(t, tt.score, score)
		require.Equal(t, tt.stages, stages)
	}
}

func TestClassroomFitsAnEnvironmentVariable(t *testing.T) {
	r := single(0)
	text := strings.Repeat("\x00\xff<&>\n", 20_000)
	for n := 4; n <= 40; n++ {
		r.Exercise.Stages = append(r.Exercise.Stages, grade.Stage{N: n, Title: text, Points: 1})
		r.Attempts[0].Stages = append(r.Attempts[0].Stages, checker.StageResult{Stage: n, Checks: []checker.CheckResult{{Title: text, Message: text, Output: text}}})
	}
	require.Less(t, len(written(t, Classroom, r)), classroomBytes+1)
	r.Exercise.Stages = nil
	require.ErrorContains(t, Classroom(io.Discard, r), "no stage of the exercise has points")
}
