package store

import (
	"encoding/json"
	"fmt"
	"strings"
)

// An Issue is a piece of work in a project.
type Issue struct {
	ID        int64   `db:"id" json:"-"`
	Version   int64   `db:"version" json:"-"`
	ProjectID int64   `db:"project_id" json:"-"`
	AuthorID  int64   `db:"author_id" json:"-"`
	Project   string  `db:"project" json:"project"`
	Number    int64   `db:"number" json:"number"`
	Title     string  `db:"title" json:"title"`
	Body      string  `db:"body" json:"body"`
	State     string  `db:"state" json:"state"` // open or closed
	Author    string  `db:"author" json:"author"`
	Assignee  *string `db:"assignee" json:"assignee"`
	Labels    Names   `db:"labels" json:"labels"` // sorted
	CreatedAt Time    `db:"created_at" json:"created_at"`
	UpdatedAt Time    `db:"updated_at" json:"updated_at"`
	ClosedAt  *Time   `db:"closed_at" json:"closed_at"`

	AssigneeID *int64 `db:"assignee_id" json:"-"`
}

// The two states.
const (
	Open   = "open"
	Closed = "closed"
)

// Names are read from a JSON array, so that an issue and its labels are one row:
// a list of a hundred issues is one query and not a hundred and one.
type Names []string

// Scan is the database's.
func (n *Names) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("names come as a text, not as %T", value)
	}
	return json.Unmarshal([]byte(text), (*[]string)(n))
}

const selectIssue = `
	SELECT i.id, i.version, i.project_id, i.author_id, i.assignee_id, p.key AS project, i.number, i.title, i.body,
		i.state, a.name AS author, s.name AS assignee, i.created_at, i.updated_at, i.closed_at,
		(SELECT json_group_array(l.name ORDER BY l.name) FROM issue_labels il JOIN labels l ON l.id = il.label_id
			WHERE il.issue_id = i.id) AS labels
	FROM issues i
	JOIN projects p ON p.id = i.project_id
	JOIN users a ON a.id = i.author_id
	LEFT JOIN users s ON s.id = i.assignee_id`

// AddIssue gives the issue its project's next number. The counter and the issue
// are one transaction: without the issue the number was never given.
func (tx *Tx) AddIssue(i *Issue, labels []Label) error {
	err := tx.get(&i.Number, `UPDATE projects SET last_number = last_number + 1 WHERE id = ? RETURNING last_number`, i.ProjectID)
	if err != nil {
		return err
	}
	i.CreatedAt, i.UpdatedAt, i.Version, i.State = tx.now, tx.now, 1, Open
	i.ID, err = tx.insert(`
		INSERT INTO issues (project_id, number, title, body, author_id, assignee_id, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		i.ProjectID, i.Number, i.Title, i.Body, i.AuthorID, i.AssigneeID, i.CreatedAt, i.UpdatedAt)
	if err != nil {
		return err
	}
	return tx.setLabels(i, labels)
}

// Issue finds an issue by its project's key and its number.
func (tx *Tx) Issue(project string, number int64) (Issue, error) {
	var i Issue
	err := tx.get(&i, selectIssue+` WHERE p.key = ? AND i.number = ?`, project, number)
	return i, err
}

// UpdateIssue writes title, body, state and assignee, as the next version.
func (tx *Tx) UpdateIssue(i *Issue) error {
	i.touch(tx.now)
	return tx.exec(`
		UPDATE issues SET title = ?, body = ?, state = ?, assignee_id = ?, closed_at = ?, updated_at = ?, version = ?
		WHERE id = ?`,
		i.Title, i.Body, i.State, i.AssigneeID, i.ClosedAt, i.UpdatedAt, i.Version, i.ID)
}

// SetLabels gives the issue exactly these labels, as its next version.
func (tx *Tx) SetLabels(i *Issue, labels []Label) error {
	i.touch(tx.now)
	if err := tx.exec(`UPDATE issues SET updated_at = ?, version = ? WHERE id = ?`, i.UpdatedAt, i.Version, i.ID); err != nil {
		return err
	}
	if err := tx.exec(`DELETE FROM issue_labels WHERE issue_id = ?`, i.ID); err != nil {
		return err
	}
	return tx.setLabels(i, labels)
}

// touch makes the next version. The time never runs backwards, even if the
// clock does.
func (i *Issue) touch(now Time) {
	i.UpdatedAt = max(now, i.UpdatedAt)
	i.Version++
}

// setLabels adds the labels, which come sorted by name.
func (tx *Tx) setLabels(i *Issue, labels []Label) error {
	i.Labels = make(Names, 0, len(labels))
	for _, l := range labels {
		i.Labels = append(i.Labels, l.Name)
		if err := tx.exec(`INSERT INTO issue_labels (issue_id, label_id) VALUES (?, ?)`, i.ID, l.ID); err != nil {
			return err
		}
	}
	return nil
}

// DeleteIssue deletes its comments as well. Its number is not given again.
func (tx *Tx) DeleteIssue(i Issue) error {
	return tx.exec(`DELETE FROM issues WHERE id = ?`, i.ID)
}

// An IssueList says which issues of a project, and in which order.
type IssueList struct {
	ProjectID  int64
	State      string   // "": both
	Labels     []string // all of them
	Assignee   string   // "": anybody
	Unassigned bool
	Text       string // in title or body; "": any
	Sort       string // created, updated or number
	Descending bool
	After      *IssueKey // nil: from the start
	Limit      int
}

// An IssueKey is a place in an order: the value that is sorted by, and the
// number, which makes it unique.
type IssueKey struct {
	Value  int64
	Number int64
}

// Key returns the issue's place in the list's order.
func (l IssueList) Key(i Issue) IssueKey {
	switch l.Sort {
	case "created":
		return IssueKey{int64(i.CreatedAt), i.Number}
	case "updated":
		return IssueKey{int64(i.UpdatedAt), i.Number}
	}
	return IssueKey{i.Number, i.Number}
}

// Issues returns the first issues after l.After. Asking for rows after a key,
// and not for rows after so many, makes a page cost the same wherever it is, and
// keeps it right while rows are inserted before it.
func (tx *Tx) Issues(l IssueList) ([]Issue, error) {
	query, args := l.query()
	list := []Issue{}
	err := tx.list(&list, query, args...)
	return list, err
}

// query puts constant texts together; every value is an argument.
func (l IssueList) query() (string, []any) {
	column := map[string]string{"created": "i.created_at", "updated": "i.updated_at", "number": "i.number"}[l.Sort]
	where := []string{"i.project_id = ?"}
	args := []any{l.ProjectID}
	add := func(condition string, values ...any) {
		where = append(where, condition)
		args = append(args, values...)
	}
	if l.State != "" {
		add("i.state = ?", l.State)
	}
	for _, label := range l.Labels {
		add(`EXISTS (SELECT 1 FROM issue_labels il JOIN labels l ON l.id = il.label_id
			WHERE il.issue_id = i.id AND l.name = ?)`, label)
	}
	if l.Assignee != "" {
		add("s.name = ?", l.Assignee)
	}
	if l.Unassigned {
		add("i.assignee_id IS NULL")
	}
	if l.Text != "" {
		pattern := "%" + likeEscaper.Replace(l.Text) + "%"
		add(`(i.title LIKE ? ESCAPE '\' OR i.body LIKE ? ESCAPE '\')`, pattern, pattern)
	}
	compare, direction := ">", "ASC"
	if l.Descending {
		compare, direction = "<", "DESC"
	}
	if l.After != nil {
		add("("+column+", i.number) "+compare+" (?, ?)", l.After.Value, l.After.Number)
	}
	args = append(args, l.Limit)
	return selectIssue + " WHERE " + strings.Join(where, " AND ") +
		" ORDER BY " + column + " " + direction + ", i.number " + direction + " LIMIT ?", args
}

// likeEscaper takes the meaning from what LIKE has a meaning for.
var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
