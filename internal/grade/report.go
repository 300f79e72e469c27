// Package grade judges many attempts at an exercise and says what came of each
// and of the class.
package grade

import (
	"time"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/similar"
)

// Format is the version of the report's JSON form that this package writes, and
// the only one that it reads.
const Format = 1

// A Report is what came of a class. Everything that is shown anywhere is made
// from it: it can be written, read again, and merged with others.
type Report struct {
	Format   int       `json:"format"`
	Exercise Exercise  `json:"exercise"`
	Course   string    `json:"course"`  // SHA-256 of all that the verdicts depend on
	Go       string    `json:"go"`      // version of the go command
	Seed     string    `json:"seed"`    // COURSE_SEED of every check
	Race     bool      `json:"race"`    // under the race detector
	Sandbox  string    `json:"sandbox"` // "bubblewrap", or "none"
	Jobs     int       `json:"jobs"`    // builds and checks at once
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"` // zero: interrupted
	Attempts []Attempt `json:"attempts"` // by name

	// Similar lists the pairs of attempts that share more than chance explains,
	// the greatest share first. An attempt is an index of Attempts; -1 is the
	// course's reference.
	Similar []Pair `json:"similar"`
}

// An Exercise is what a report says of the exercise, so that it can be read away
// from the course.
type Exercise struct {
	Name      string             `json:"name"`
	Title     string             `json:"title"`
	Stages    []Stage            `json:"stages"`
	Rubric    []catalog.Rubric   `json:"rubric"`
	Questions []catalog.Question `json:"questions"`
}

// A Stage is one stage's heading and worth.
type Stage struct {
	N      int    `json:"stage"`
	Title  string `json:"title"`
	Points int    `json:"points"`
	Needs  []int  `json:"needs,omitempty"`  // stages without which it is not run
	Checks int    `json:"checks,omitempty"` // how many it has
}

// A Status says in what way an attempt was judged.
type Status string

const (
	Graded  Status = "graded"
	Unfit   Status = "unfit"   // its files could not be taken, by its own fault: no points
	Broken  Status = "broken"  // the checker could not do its work: no verdict
	Pending Status = "pending" // the run was interrupted before the verdict
)

// An Attempt is one student's work and what came of it.
type Attempt struct {
	Name     string                `json:"name"`             // of the folder or archive
	Source   string                `json:"source"`           // path, as it was given
	Hash     string                `json:"hash"`             // SHA-256 of the files that were taken
	Commit   string                `json:"commit,omitempty"` // of a git clone's HEAD
	Status   Status                `json:"status"`
	Error    string                `json:"error,omitempty"` // of an unfit or broken one
	Points   int                   `json:"points"`
	Stages   []checker.StageResult `json:"stages"` // all stages of a graded one, in order
	Suspects []string              `json:"suspects,omitempty"`
	Notes    []string              `json:"notes,omitempty"`
	Files    []File                `json:"files,omitempty"`   // its own Go files, tests too, by name
	Seconds  float64               `json:"seconds,omitempty"` // of builds and checks, one after the other
}

// A File is one of an attempt's own files: neither given nor generated.
type File struct {
	Name string `json:"name"` // with slashes
	Text string `json:"text"`

	// Rubric lists the lines of the exercise's rubric that concern the file, as
	// indices, each with the lines of the file to look at first.
	Rubric []Look `json:"rubric,omitempty"`
}

// A Look is a place that a line of the rubric is about.
type Look struct {
	Rubric int `json:"rubric"` // index of Exercise.Rubric
	Line   int `json:"line"`   // from 1
}

// A Pair is two attempts that resemble each other.
type Pair struct {
	A int `json:"a"` // index of Report.Attempts
	B int `json:"b"` // greater than A, or -1: the reference
	similar.Match
}
