package restapi

import (
	"cmp"
	"fmt"

	"systems.course/restapi/internal/store"
)

// What the parameters of a list of issues must be.
var (
	searched = rule{func(s string) bool { return s != "" && atMost(s, 100) && !hasNUL(s) }, "must be 1 to 100 characters"}
	assigned = rule{func(s string) bool { return s == "@me" || s == "@none" || slug.holds(s) }, "must be a user's name, @me or @none"}
	sorted   = rule{func(s string) bool { return s == "created" || s == "updated" || s == "number" }, "must be created, updated or number"}
	ordered  = rule{func(s string) bool { return s == "asc" || s == "desc" }, "must be asc or desc"}
)

// issueList reads the parameters.
//
//course:stage 5
func issueList(c *call) (store.IssueList, error) {
	q := c.query
	l := store.IssueList{
		State:      q.text("state", state),
		Text:       q.text("q", searched),
		Sort:       cmp.Or(q.text("sort", sorted), "created"),
		Descending: cmp.Or(q.text("order", ordered), "desc") == "desc",
		Limit:      q.limit() + 1,
	}
	l.Labels = q.values["label"]
	if len(l.Labels) > maxFilters {
		q.wrong("label", fmt.Sprintf("must be there at most %d times", maxFilters))
	}
	for _, name := range l.Labels {
		if !label.holds(name) {
			q.wrong("label", label.says)
		}
	}
	switch name := q.text("assignee", assigned); name {
	case "@me":
		l.Assignee = c.user.Name
	case "@none":
		l.Unassigned = true
	default:
		l.Assignee = name
	}
	var after store.IssueKey
	if q.after(c.request, &after) {
		l.After = &after
	}
	return l, q.problem()
}

//course:stage 5
func listIssues(c *call, tx *store.Tx) (answer, error) {
	l, err := issueList(c)
	if err != nil {
		return answer{}, err
	}
	p, err := tx.Project(c.path("project"))
	if err != nil {
		return answer{}, err
	}
	l.ProjectID = p.ID
	issues, err := tx.Issues(l)
	if err != nil {
		return answer{}, err
	}
	return pageOf(c, issues, l.Limit-1, func(i store.Issue) any { return l.Key(i) })
}
