package gradeout

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"systems.course/internal/checker"
	"systems.course/internal/grade"
)

// JUnit writes the report as JUnit XML that the schemas of both Ant and Jenkins
// allow, and that GitLab reads.
//
// An attempt is a testsuite, and a check a testcase whose classname is the
// attempt and the stage. Suites are not nested, since Ant's schema has no such
// thing; GitLab knows a testcase by its classname and name alone, and Jenkins
// makes a package and a class of "ATTEMPT.stage 3". A stage without results of
// checks is one testcase. What an attempt did wrong is a failure; where the
// checker broke it is an error; what was not run is skipped.
//
// The time of a suite is the sum of its checks, without builds. Timestamps are
// in UTC, which the format cannot say.
func JUnit(w io.Writer, r *grade.Report) error {
	root := junitRoot{Suites: make([]junitSuite, 0, len(r.Attempts))}
	names := unique{}
	for i := range r.Attempts {
		s := junitSuiteOf(r, &r.Attempts[i], names)
		s.ID = i
		root.Suites = append(root.Suites, s)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	encoder := xml.NewEncoder(&b)
	encoder.Indent("", "  ")
	if err := encoder.Encode(root); err != nil {
		return fmt.Errorf("writing XML: %w", err)
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

type junitRoot struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

// A junitSuite has its elements in the order that Ant's schema wants, the empty
// ones too.
type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Package    string          `xml:"package,attr"`
	ID         int             `xml:"id,attr"`
	Timestamp  string          `xml:"timestamp,attr"`
	Hostname   string          `xml:"hostname,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Time       seconds         `xml:"time,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
	Out        string          `xml:"system-out"`
	Err        string          `xml:"system-err"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

// A junitCase has at most one of the three elements.
type junitCase struct {
	Class   string       `xml:"classname,attr"`
	Name    string       `xml:"name,attr"`
	Time    seconds      `xml:"time,attr"`
	Failure *junitDetail `xml:"failure"`
	Error   *junitDetail `xml:"error"`
	Skipped *junitDetail `xml:"skipped"`
}

type junitDetail struct {
	Type    string `xml:"type,attr,omitempty"` // Ant's schema wants it, but not of what was skipped
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// seconds is a time with three decimals, the most that Jenkins takes.
type seconds time.Duration

func (s seconds) MarshalXMLAttr(name xml.Name) (xml.Attr, error) {
	rounded := time.Duration(s).Round(time.Millisecond)
	return xml.Attr{Name: name, Value: strconv.FormatFloat(rounded.Seconds(), 'f', 3, 64)}, nil
}

// Bounds of what is written for a check.
const junitName = 200 // runes

var junitText = limit{lines: 80, runes: 400, bytes: 16 << 10}

func junitSuiteOf(r *grade.Report, a *grade.Attempt, names unique) junitSuite {
	name := line(a.Name, junitName)
	if name == "" {
		name = "(no name)"
	}
	s := junitSuite{
		Name: name, Package: line(r.Exercise.Name, junitName), Hostname: "localhost",
		Timestamp: r.Started.UTC().Format("2006-01-02T15:04:05"),
		Properties: []junitProperty{
			{"seed", line(r.Seed, junitName)}, {"course", line(r.Course, junitName)}, {"go", line(r.Go, junitName)},
			{"sandbox", line(r.Sandbox, junitName)}, {"status", line(string(a.Status), junitName)}, {"time zone", "UTC"},
		},
	}
	if hasPoints(a) {
		s.Properties = append(s.Properties, junitProperty{"points", fmt.Sprintf("%d of %d", a.Points, worth(r.Exercise))})
	}
	s.Cases = junitCases(r.Exercise, a)
	for i := range s.Cases {
		c := &s.Cases[i]
		c.Class = strings.TrimSuffix(name+"."+c.Class, ".")
		c.Name = names.name(c.Class, c.Name)
		c.Time = seconds(time.Duration(c.Time).Round(time.Millisecond))
		s.add(*c)
	}
	s.Out = junitLines("note: ", a.Notes) + junitLines("suspect: ", a.Suspects)
	return s
}

// add counts a case.
func (s *junitSuite) add(c junitCase) {
	s.Tests++
	s.Time += c.Time
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
}

// junitCases returns the cases of an attempt, each with its stage as the class.
func junitCases(x grade.Exercise, a *grade.Attempt) []junitCase {
	detail := junitDetail{Type: string(a.Status), Message: line(a.Error, junitName), Text: junitText.show(a.Error)}
	var cases []junitCase
	switch a.Status {
	case grade.Graded:
	case grade.Unfit:
		cases = append(cases, junitCase{Name: "the files can be taken", Failure: &detail})
	case grade.Pending:
		detail = junitDetail{Message: "the run was interrupted before the verdict"}
		cases = append(cases, junitCase{Name: "the attempt is judged", Skipped: &detail})
	default:
		cases = append(cases, junitCase{Name: "the attempt is judged", Error: &detail})
	}
	for _, s := range judge(x, a) {
		cases = append(cases, junitStage(s)...)
	}
	return cases
}

func junitStage(s judged) []junitCase {
	class, title := fmt.Sprintf("stage %d", s.N), line(s.Title, junitName)
	if s.result == nil || s.verdict == notRun {
		reason := string(s.verdict)
		if s.result != nil && s.result.Reason != "" {
			reason = line(s.result.Reason, junitName)
		}
		return []junitCase{{Class: class, Name: title, Skipped: &junitDetail{Message: reason, Text: reason}}}
	}
	if s.verdict == noBuild || len(s.result.Checks) == 0 {
		c := junitCase{Class: class, Name: title}
		if s.verdict != passed {
			c.Failure = &junitDetail{Type: string(s.verdict), Message: string(s.verdict), Text: junitText.show(s.result.Build)}
		}
		return []junitCase{c}
	}
	cases := make([]junitCase, len(s.result.Checks))
	for i := range s.result.Checks {
		cases[i] = junitCheck(class, &s.result.Checks[i])
	}
	return cases
}

func junitCheck(class string, r *checker.CheckResult) junitCase {
	c := junitCase{Class: class, Name: line(r.Title, junitName), Time: seconds(r.Time)}
	if c.Name == "" {
		c.Name = line(r.Name, junitName)
	}
	text := junitText.show(r.Message)
	switch r.Outcome {
	case checker.Passed:
	case checker.NotRun:
		c.Skipped = &junitDetail{Message: line(r.Message, junitName), Text: text}
	default:
		c.Failure = &junitDetail{Type: string(r.Cause), Message: line(cause(r.Cause)+": "+r.Message, junitName), Text: plainFailure(r, junitText)}
	}
	return c
}

// plainFailure returns all that is known of a failed check as plain text.
func plainFailure(r *checker.CheckResult, most limit) string {
	text := cause(r.Cause) + "\n" + most.show(r.Message)
	if r.At != "" {
		text += "\nat " + line(r.At, junitName)
	}
	if r.Output != "" {
		text += "\nthe attempt printed:\n" + most.show(r.Output)
	}
	return text + "\n"
}

func junitLines(label string, all []string) string {
	var b strings.Builder
	for _, s := range all {
		b.WriteString(label + line(s, junitName) + "\n")
	}
	return b.String()
}

// unique tells equal names apart: of two cases with the same class and name,
// GitLab would read the first only.
type unique map[[2]string]int

func (u unique) name(class, name string) string {
	for n, first := 2, name; u[[2]string{class, name}] > 0; n++ {
		name = fmt.Sprintf("%s (%d)", first, n)
	}
	u[[2]string{class, name}]++
	return name
}
