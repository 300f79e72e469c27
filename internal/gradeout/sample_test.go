package gradeout

import (
	"strings"
	"time"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/grade"
	"systems.course/internal/similar"
)

// nasty is what a stranger's program may print or be called. It is here, and not
// in a file of JSON, because JSON cannot hold what is not UTF-8.
const nasty = "<script>alert(1)</script> ]]> \x00 \x1b[2J\x1b]0;owned\x07 \u202eevil\u202c \xff\xfe \ufffe & \"'` {{.}} \u2028 --> </style></pre></textarea>"

// sample is a small report with one attempt of each kind, of which the first has
// something nasty in every text that an attempt can decide.
func sample() *grade.Report {
	return &grade.Report{
		Format: grade.Format, Course: "c0ffee", Go: "go1.26.0", Seed: "42", Sandbox: "bubblewrap", Jobs: 2,
		Started:  time.Date(2026, 1, 2, 15, 4, 5, 0, time.FixedZone("", 3600)),
		Finished: time.Date(2026, 1, 2, 15, 6, 5, 0, time.FixedZone("", 3600)),
		Exercise: sampleExercise(),
		Attempts: []grade.Attempt{
			nastyAttempt(),
			{Name: "passed", Source: "class/passed", Hash: "aa", Status: grade.Graded, Points: 100, Seconds: 3.25, Stages: []checker.StageResult{
				{Stage: 1, Title: "keep", Outcome: checker.Passed, Checks: []checker.CheckResult{{Name: "TestKeeps", Title: "keeps", Outcome: checker.Passed, Time: 1234567 * time.Nanosecond}}},
				{Stage: 2, Title: "evict", Outcome: checker.Passed, Checks: []checker.CheckResult{{Name: "TestEvicts", Title: "evicts", Outcome: checker.Passed, Time: 1500 * time.Microsecond, Left: 1}}},
				{Stage: 3, Title: "share", Outcome: checker.Passed, Checks: []checker.CheckResult{{Name: "TestShares", Title: "shares", Outcome: checker.Passed, Time: time.Second}}},
			}, Files: []grade.File{{Name: "cache.go", Text: "\npackage lru\n\nfunc Get() {}\n", Rubric: []grade.Look{{Rubric: 0, Line: 4}, {Rubric: 99, Line: 1}}}}},
			{Name: "builds not", Source: "class/builds not", Hash: "bb", Status: grade.Graded, Stages: []checker.StageResult{
				{Stage: 1, Title: "keep", Build: "./cache.go:2:1: undefined: x"}, {Stage: 2, Title: "evict", Build: "./cache.go:2:1: undefined: x"},
				{Stage: 3, Title: "share", Outcome: checker.NotRun, Reason: "needs stage 1"},
			}, Files: []grade.File{{Name: "cache.go", Text: "package lru\nx\n"}}},
			{Name: "unfit.zip", Source: "class/unfit.zip", Status: grade.Unfit, Error: "the archive is damaged"},
			{Name: "broken", Source: "class/broken", Status: grade.Broken, Error: "the checker broke while building: no space left on device", Stages: []checker.StageResult{
				{Stage: 1, Title: "keep", Outcome: checker.Passed, Checks: []checker.CheckResult{{Name: "TestKeeps", Title: "keeps", Outcome: checker.Passed}}},
			}},
			{Name: "pending", Source: "class/pending", Status: grade.Pending},
		},
		Similar: []grade.Pair{
			{A: 0, B: 1, Match: similar.Match{Share: 0.626, Regions: []similar.Region{
				{A: similar.Span{File: "cache.go", First: 1, Last: 3}, B: similar.Span{File: "cache.go", First: 1, Last: 900}},
				{A: similar.Span{File: "gone.go", First: 1, Last: 3}, B: similar.Span{File: "cache.go", First: 50, Last: 60}},
			}}},
			{A: 1, B: -1, Match: similar.Match{Share: 0.4, Regions: []similar.Region{{A: similar.Span{File: "cache.go", First: 1, Last: 3}, B: similar.Span{File: "cache.go", First: 1, Last: 3}}}}},
			{A: 77, B: 78, Match: similar.Match{Share: 0.1}},
		},
	}
}

func sampleExercise() grade.Exercise {
	return grade.Exercise{
		Name: "lru-cache", Title: "a generic LRU cache",
		Stages: []grade.Stage{
			{N: 1, Title: "keep", Points: 40, Checks: 1}, {N: 2, Title: "evict", Points: 50, Checks: 3}, {N: 3, Title: "share", Points: 10, Needs: []int{1}, Checks: 1},
		},
		Rubric: []catalog.Rubric{
			{Name: "one place", Met: "`Get` moves in one function; see [this](../elsewhere.md) and <b onclick=x>raw</b>", Look: []string{"Cache.Get"}},
			{Name: "invariants", Met: "written down", Look: []string{"doc.go"}},
		},
		Questions: []catalog.Question{{
			Title:  "1. Why is <code>Get&lt;K&gt;</code> no <em>read</em>?",
			Answer: "Because it **moves**. See <https://example.org/a>, ![a picture](https://example.org/x.png) and [a link](javascript:alert(1)).\n\n<script>alert(2)</script>\n\n```go\nc.Get(1)\n```",
		}},
	}
}

func nastyAttempt() grade.Attempt {
	long := strings.Repeat("x", 100_000)
	return grade.Attempt{
		Name: "=HYPERLINK(1) " + nasty, Source: "-class/it's " + nasty, Hash: "h" + nasty, Commit: nasty, Status: grade.Graded, Points: 40, Seconds: 1.5,
		Suspects: []string{`"cache.go":2: "unsafe" can change any memory`, `"<img src=x onerror=alert(1)>.go":1: ` + nasty, nasty},
		Notes:    []string{nasty, long},
		Stages: []checker.StageResult{
			{Stage: 1, Title: "keep", Outcome: checker.Passed, Checks: []checker.CheckResult{{Name: "TestKeeps", Title: "keeps", Outcome: checker.Passed, Time: time.Millisecond, Output: nasty}}},
			{Stage: 2, Title: "evict", Outcome: checker.Failed, Checks: []checker.CheckResult{
				{Name: "TestEvicts", Title: "evicts", Cause: checker.Assertion, At: "stage02_evict_test.go:7", Time: 2 * time.Second,
					Message: "expected  Get(1) = 2\n          and more\ngot       " + nasty + "\nbecause   of " + long, Output: long + "\n" + strings.Repeat("line\n", 5000) + "the end"},
				{Name: "TestEvicts", Title: "evicts", Cause: checker.Panic, Message: "panic: " + nasty + "\nat cache.go:3  Get\nat other.go:3  Get"},
				{Name: "TestWaits", Outcome: checker.NotRun, Message: "after a time-out\n" + nasty},
				{Name: "TestTampers", Title: "tampers " + nasty, Cause: checker.Cause("new <cause>"), At: nasty, Message: nasty},
			}},
			{Stage: 3, Title: "share", Outcome: checker.Failed, Build: "./cache.go:2:1: " + nasty + "\n" + long},
		},
		Files: []grade.File{
			{Name: "cache.go", Text: "package lru\r\nimport \"unsafe\" // " + nasty + "\n" + long + "\nfunc Get() {}", Rubric: []grade.Look{{Rubric: 0, Line: 4}, {Rubric: 1, Line: 4000}, {Rubric: -1, Line: 1}}},
			{Name: "<img src=x onerror=alert(1)>.go", Text: nasty},
			{Name: "empty.go"},
		},
	}
}

// single is the report of one attempt of the sample.
func single(i int) *grade.Report {
	r := sample()
	r.Attempts, r.Similar = r.Attempts[i:i+1], nil
	return r
}
