package restapi

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"systems.course/restapi/internal/store"
)

func issueETag(i store.Issue) string { return etagOf(i.ID, i.Version) }

func issuePath(i store.Issue) string {
	return "/v1/projects/" + i.Project + "/issues/" + strconv.FormatInt(i.Number, 10)
}

// pathNumber reads a number as it is written in our own paths: any other way to
// write it is another path, and nothing is there.
func pathNumber(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != s {
		return 0, notFound.problem("")
	}
	return n, nil
}

// issue is the one that the path names.
func (c *call) issue(tx *store.Tx) (store.Issue, error) {
	number, err := pathNumber(c.path("number"))
	if err != nil {
		return store.Issue{}, err
	}
	return tx.Issue(c.path("project"), number)
}

//course:stage 4
func createIssue(c *call, tx *store.Tx) (answer, error) {
	p, err := tx.Project(c.path("project"))
	if err != nil {
		return answer{}, err
	}
	f := newFields(c.body)
	i := store.Issue{
		Project: p.Key, ProjectID: p.ID,
		Author: c.user.Name, AuthorID: c.user.ID,
		Title: f.required("title", line),
		Body:  f.optional("body", text, ""),
	}
	if err := takeAssignee(f, tx, &i); err != nil {
		return answer{}, err
	}
	labels, err := takeLabels(f, tx, p.ID, false)
	if err != nil {
		return answer{}, err
	}
	if err := f.problem(); err != nil {
		return answer{}, err
	}
	if err := tx.AddIssue(&i, labels); err != nil {
		return answer{}, err
	}
	return created(issuePath(i), issueETag(i), i)
}

// takeAssignee sets the assignee if the body has one. One that doesn't exist is
// a wrong member like any other; an error is the database's.
func takeAssignee(f *fields, tx *store.Tx, i *store.Issue) error {
	wrong := len(f.errors)
	name, given := f.nullable("assignee", slug)
	if !given || len(f.errors) > wrong {
		return nil
	}
	i.Assignee, i.AssigneeID = name, nil
	if name == nil {
		return nil
	}
	u, err := tx.User(*name)
	if errors.Is(err, store.ErrNotFound) {
		f.wrong("/assignee", "is no user")
		return nil
	}
	i.AssigneeID = &u.ID
	return err
}

// takeLabels returns the project's labels of these names, sorted.
func takeLabels(f *fields, tx *store.Tx, projectID int64, required bool) ([]store.Label, error) {
	var labels []store.Label
	for n, name := range f.names("labels", label, maxLabels, required) {
		if !label.holds(name) {
			continue // that has been said
		}
		l, err := tx.LabelOf(projectID, name)
		if errors.Is(err, store.ErrNotFound) {
			f.wrong("/labels/"+strconv.Itoa(n), "is no label of this project")
			continue
		}
		if err != nil {
			return nil, err
		}
		labels = append(labels, l)
	}
	slices.SortFunc(labels, func(a, b store.Label) int { return strings.Compare(a.Name, b.Name) })
	return labels, nil
}

//course:stage 4
func getIssue(c *call, tx *store.Tx) (answer, error) {
	i, err := c.issue(tx)
	if err != nil {
		return answer{}, err
	}
	return resource(http.StatusOK, issueETag(i), i)
}

//course:stage 4
func updateIssue(c *call, tx *store.Tx) (answer, error) {
	old, err := c.issue(tx)
	if err != nil {
		return answer{}, err
	}
	if err := c.match.check(issueETag(old), true); err != nil {
		return answer{}, err
	}
	i := old
	f := newFields(c.body)
	i.Title = f.optional("title", line, old.Title)
	i.Body = f.optional("body", text, old.Body)
	i.State = f.optional("state", state, old.State)
	if err := takeAssignee(f, tx, &i); err != nil {
		return answer{}, err
	}
	f.atLeastOne()
	if err := f.problem(); err != nil {
		return answer{}, err
	}
	if i.State != old.State {
		i.ClosedAt = nil
		if now := tx.Now(); i.State == store.Closed {
			i.ClosedAt = &now
		}
	}
	if changed(old, i) {
		if err := tx.UpdateIssue(&i); err != nil {
			return answer{}, err
		}
	}
	return resource(http.StatusOK, issueETag(i), i)
}

func changed(a, b store.Issue) bool {
	same := a.Title == b.Title && a.Body == b.Body && a.State == b.State
	if a.AssigneeID == nil || b.AssigneeID == nil {
		return !same || a.AssigneeID != b.AssigneeID
	}
	return !same || *a.AssigneeID != *b.AssigneeID
}

//course:stage 4
func deleteIssue(c *call, tx *store.Tx) (answer, error) {
	i, err := c.issue(tx)
	if err != nil {
		return answer{}, err
	}
	if i.AuthorID != c.user.ID && !c.user.Admin {
		p, err := tx.Project(i.Project)
		if err != nil {
			return answer{}, err
		}
		if p.OwnerID != c.user.ID {
			return answer{}, forbidden.problem("for the issue's author, the project's owner and admins")
		}
	}
	if err := c.match.check(issueETag(i), true); err != nil {
		return answer{}, err
	}
	if err := tx.DeleteIssue(i); err != nil {
		return answer{}, err
	}
	return noContent()
}

//course:stage 6
func setIssueLabels(c *call, tx *store.Tx) (answer, error) {
	i, err := c.issue(tx)
	if err != nil {
		return answer{}, err
	}
	if err := c.match.check(issueETag(i), true); err != nil {
		return answer{}, err
	}
	f := newFields(c.body)
	labels, err := takeLabels(f, tx, i.ProjectID, true)
	if err != nil {
		return answer{}, err
	}
	if err := f.problem(); err != nil {
		return answer{}, err
	}
	same := slices.EqualFunc(i.Labels, labels, func(name string, l store.Label) bool { return name == l.Name })
	if !same {
		if err := tx.SetLabels(&i, labels); err != nil {
			return answer{}, err
		}
	}
	return resource(http.StatusOK, issueETag(i), i)
}
