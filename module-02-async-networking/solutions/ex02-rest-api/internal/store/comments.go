package store

// A Comment belongs to an issue.
type Comment struct {
	ID        int64  `db:"id" json:"id"`
	Version   int64  `db:"version" json:"-"`
	IssueID   int64  `db:"issue_id" json:"-"`
	AuthorID  int64  `db:"author_id" json:"-"`
	Author    string `db:"author" json:"author"`
	Body      string `db:"body" json:"body"`
	CreatedAt Time   `db:"created_at" json:"created_at"`
	UpdatedAt Time   `db:"updated_at" json:"updated_at"`
}

const selectComment = `
	SELECT c.id, c.version, c.issue_id, c.author_id, a.name AS author, c.body, c.created_at, c.updated_at
	FROM comments c JOIN users a ON a.id = c.author_id`

// AddComment fills in what the database decides.
func (tx *Tx) AddComment(c *Comment) error {
	c.CreatedAt, c.UpdatedAt, c.Version = tx.now, tx.now, 1
	var err error
	c.ID, err = tx.insert(`INSERT INTO comments (issue_id, author_id, body, created_at, updated_at) VALUES (?, ?, ?, ?, ?)`,
		c.IssueID, c.AuthorID, c.Body, c.CreatedAt, c.UpdatedAt)
	return err
}

// Comment finds a comment of this issue; another issue's is ErrNotFound.
func (tx *Tx) Comment(i Issue, id int64) (Comment, error) {
	var c Comment
	err := tx.get(&c, selectComment+` WHERE c.id = ? AND c.issue_id = ?`, id, i.ID)
	return c, err
}

// Comments returns at most limit comments of the issue with larger ids.
func (tx *Tx) Comments(i Issue, after int64, limit int) ([]Comment, error) {
	list := []Comment{}
	err := tx.list(&list, selectComment+` WHERE c.issue_id = ? AND c.id > ? ORDER BY c.id LIMIT ?`, i.ID, after, limit)
	return list, err
}

// UpdateComment writes the body, as the next version.
func (tx *Tx) UpdateComment(c *Comment) error {
	c.UpdatedAt = max(tx.now, c.UpdatedAt)
	c.Version++
	return tx.exec(`UPDATE comments SET body = ?, updated_at = ?, version = ? WHERE id = ?`,
		c.Body, c.UpdatedAt, c.Version, c.ID)
}

// DeleteComment deletes it.
func (tx *Tx) DeleteComment(c Comment) error {
	return tx.exec(`DELETE FROM comments WHERE id = ?`, c.ID)
}
