package grade

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"systems.course/internal/catalog"
	"systems.course/internal/grade/intake"
)

// Merge makes one report of several, by their file names: of a class that was
// graded on several machines. They must be of the same exercise, course and use of
// the race detector. Names that occur twice get a number, and similarity is
// computed anew over all attempts. Where seeds, versions of Go or sandboxes are
// not the same, all are listed.
func Merge(ctx context.Context, c *catalog.Course, files []string) (*Report, error) {
	var all []*Report
	for _, file := range files {
		r, err := Read(file)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no report to merge")
	}
	for i, r := range all[1:] {
		if how := all[0].differs(r); how != "" {
			return nil, fmt.Errorf("%s and %s cannot be merged: %s", files[0], files[i+1], how)
		}
	}
	x, err := c.Find(all[0].Exercise.Name)
	if err != nil {
		return nil, err
	}
	if !x.Ready() {
		return nil, fmt.Errorf("the checks of %s are still to come", x.Name)
	}
	m, err := loadMaterial(c, x)
	if err != nil {
		return nil, err
	}
	merged := merge(all)
	return merged, compare(ctx, merged, m)
}

// differs says why two reports are not of one class.
func (r *Report) differs(other *Report) string {
	var all []string
	for _, f := range []struct {
		name string
		a, b any
	}{
		{"exercise", r.Exercise.Name, other.Exercise.Name}, {"course", r.Course, other.Course}, {"race detector", r.Race, other.Race},
	} {
		if f.a != f.b {
			all = append(all, fmt.Sprintf("%s: %v and %v", f.name, f.a, f.b))
		}
	}
	same := func(a, b Stage) bool { return a.Title == b.Title && a.Points == b.Points && a.Checks == b.Checks }
	if len(all) == 0 && !slices.EqualFunc(r.Exercise.Stages, other.Exercise.Stages, same) {
		all = append(all, "the stages have other titles, points or checks")
	}
	return strings.Join(all, "; ")
}

func merge(all []*Report) *Report {
	first := all[0]
	merged := &Report{
		Format: Format, Exercise: first.Exercise, Course: first.Course, Race: first.Race, Started: first.Started, Finished: first.Finished,
		Go:       distinct(all, func(r *Report) string { return r.Go }),
		Seed:     distinct(all, func(r *Report) string { return r.Seed }),
		Sandbox:  distinct(all, func(r *Report) string { return r.Sandbox }),
		Attempts: []Attempt{},
	}
	for _, r := range all {
		merged.Jobs += r.Jobs
		merged.Attempts = append(merged.Attempts, r.Attempts...)
		if r.Started.Before(merged.Started) {
			merged.Started = r.Started
		}
		if r.Finished.IsZero() || merged.Finished.IsZero() {
			merged.Finished = time.Time{}
		} else if r.Finished.After(merged.Finished) {
			merged.Finished = r.Finished
		}
	}
	slices.SortStableFunc(merged.Attempts, func(a, b Attempt) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Source, b.Source))
	})
	names := make([]string, len(merged.Attempts))
	for i, a := range merged.Attempts {
		names[i] = a.Name
	}
	times := map[string]int{}
	for _, name := range names {
		times[strings.ToLower(name)]++
	}
	for i, name := range intake.Unique(names) {
		a := &merged.Attempts[i]
		if n := times[strings.ToLower(names[i])]; n > 1 {
			a.Notes = append(slices.Clone(a.Notes), fmt.Sprintf("%d attempts of the merged reports are called %q: see by their sources whose this is", n, names[i]))
		}
		a.Name = name
	}
	return merged
}

func distinct(all []*Report, of func(*Report) string) string {
	var values []string
	for _, r := range all {
		if v := of(r); !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	return strings.Join(values, ", ")
}
