package gradeout

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/grade"
	"systems.course/internal/similar"
)

func pairOf(a, b, tokens int, share float64) grade.Pair {
	return grade.Pair{A: a, B: b, Match: similar.Match{Share: share, Regions: []similar.Region{{Tokens: tokens}}}}
}

func TestClusters(t *testing.T) {
	r := &grade.Report{Attempts: make([]grade.Attempt, 7), Similar: []grade.Pair{
		pairOf(0, 1, 200, 0.9), pairOf(3, 4, 300, 0.5), pairOf(3, 5, 100, 0.8), pairOf(4, 5, 400, 0.4),
		pairOf(2, -1, 150, 0.9), pairOf(3, -1, 600, 0.3),
		pairOf(3, 77, 900, 1), pairOf(77, -1, 900, 1), pairOf(5, 5, 900, 1), pairOf(-1, 2, 900, 1), pairOf(4, -2, 900, 1),
	}}
	all, reference := clustersOf(r)
	require.Equal(t, []cluster{
		{Members: []int{3, 4, 5}, Links: []grade.Pair{r.Similar[3], r.Similar[1]}, More: 1},
		{Members: []int{0, 1}, Links: []grade.Pair{r.Similar[0]}},
	}, all)
	require.Equal(t, []grade.Pair{r.Similar[5], r.Similar[4]}, reference)
	groups, with := Alike(r)
	require.Equal(t, []int{2, 2}, []int{groups, with})
}

// copies is a report of n attempts that all copied from the reference.
func copies(n int) *grade.Report {
	r := &grade.Report{Exercise: sampleExercise()}
	for b := range n {
		r.Attempts = append(r.Attempts, grade.Attempt{Name: fmt.Sprintf("attempt-%02d", b), Status: grade.Graded})
		for a := range b {
			r.Similar = append(r.Similar, pairOf(a, b, 1000+a+b, 0.99))
		}
		r.Similar = append(r.Similar, pairOf(b, -1, 1000, 0.99))
	}
	return r
}

// TestAClassOfCopiesIsOneGroup: with a line for each attempt, and not for each of
// the 435 pairs.
func TestAClassOfCopiesIsOneGroup(t *testing.T) {
	r := copies(30)
	p, err := newPage(r)
	require.NoError(t, err)
	require.Len(t, p.Alike.Groups, 1)
	g := p.Alike.Groups[0]
	require.Equal(t, "Group 1: 30 attempts", g.Title)
	require.Len(t, g.Pairs, 29)
	require.Equal(t, 435-29, g.More)
	require.Equal(t, "attempt-28 and attempt-29, 1057 tokens in common, 99 %", g.Pairs[0].A.Text+" and "+g.Pairs[0].B.Text+", "+g.Pairs[0].Size)
	require.Len(t, p.Alike.Reference, 30)
	require.Equal(t, []link{{"group 1 (30 attempts)", "g0"}, {"the course's reference, 1000 tokens in common, 99 %", "r29"}}, p.Attempts[29].Similar)
	last := p.Class.Urgent[len(p.Class.Urgent)-1]
	require.Equal(t, urgent{"alike", "Long passages alike", []link{{"group 1 (30 attempts)", "g0"}, {"with the reference (30 attempts)", "reference"}}}, last)
	nodes := parsed(t, r)
	first := byID(t, nodes, "r0")
	require.Contains(t, textOf(first), ", in the reference ")
	require.Empty(t, find(children(first), "div", "sides"), "the reference's text has no column")
	require.Contains(t, textOf(byID(t, nodes, "g0")), "406 more among the same attempts are in report.json")
}

func TestSimilarityIsBounded(t *testing.T) {
	p, err := newPage(copies(120))
	require.NoError(t, err)
	require.Len(t, p.Alike.Groups[0].Pairs, maxPairs)
	require.Equal(t, 119-maxPairs, p.Alike.Groups[0].Cut)
	require.Equal(t, 120-maxPairs, p.Alike.MoreReference)
	r := &grade.Report{Exercise: sampleExercise(), Attempts: make([]grade.Attempt, 200)}
	for i := 0; i < 200; i += 2 {
		r.Similar = append(r.Similar, pairOf(i, i+1, 200, 0.3))
	}
	p, err = newPage(r)
	require.NoError(t, err)
	require.Len(t, p.Alike.Groups, 100, "each has its line")
	require.Empty(t, p.Alike.Groups[99].Pairs)
	require.Equal(t, 1, p.Alike.Groups[99].Cut)
	require.Len(t, p.Class.Urgent[0].Who, 11)
}

func TestWhatWasNotComparedIsNamed(t *testing.T) {
	r := &grade.Report{Exercise: sampleExercise(), Attempts: []grade.Attempt{{Name: "a", Notes: []string{
		`"x.go" says that it is generated, and is not shown`, `"y.go" was not compared with the others: generated`, "something else",
	}}}}
	section := textOf(byID(t, parsed(t, r), "similar"))
	require.Contains(t, section, `a: "x.go" says that it is generated`)
	require.Contains(t, section, `a: "y.go" was not compared`)
	require.NotContains(t, section, "something else")
	require.Contains(t, section, "No passages are long enough")
}

// TestTheSeedIsNotSaidByEachCheck: but a line that only begins so stays.
func TestTheSeedIsNotSaidByEachCheck(t *testing.T) {
	r := sample()
	r.Attempts[0].Stages[1].Checks[0].Message = "got       1\nrandom input of COURSE_SEED=42\nrandom input of COURSE_SEED=421"
	text := textOf(byID(t, parsed(t, r), "a0-s2"))
	require.Equal(t, 1, strings.Count(text, "random input of COURSE_SEED"))
	require.Contains(t, text, "COURSE_SEED=421")
}
