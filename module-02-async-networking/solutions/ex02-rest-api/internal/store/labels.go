package store

// A Label belongs to a project.
type Label struct {
	ID          int64  `db:"id" json:"-"`
	Version     int64  `db:"version" json:"-"`
	ProjectID   int64  `db:"project_id" json:"-"`
	Name        string `db:"name" json:"name"`
	Color       string `db:"color" json:"color"`
	Description string `db:"description" json:"description"`
}

const selectLabel = `SELECT id, version, project_id, name, color, description FROM labels`

// AddLabel fills in what the database decides. It returns ErrTaken if the
// project has one of this name.
func (tx *Tx) AddLabel(l *Label) error {
	l.Version = 1
	var err error
	l.ID, err = tx.insert(`INSERT INTO labels (project_id, name, color, description) VALUES (?, ?, ?, ?)`,
		l.ProjectID, l.Name, l.Color, l.Description)
	return err
}

// Label finds a project's label by name.
func (tx *Tx) Label(p Project, name string) (Label, error) {
	return tx.LabelOf(p.ID, name)
}

// LabelOf is Label for those who have only the project's id.
func (tx *Tx) LabelOf(projectID int64, name string) (Label, error) {
	var l Label
	err := tx.get(&l, selectLabel+` WHERE project_id = ? AND name = ?`, projectID, name)
	return l, err
}

// Labels returns at most limit labels whose names come after the given one.
func (tx *Tx) Labels(p Project, after string, limit int) ([]Label, error) {
	list := []Label{}
	err := tx.list(&list, selectLabel+` WHERE project_id = ? AND name > ? ORDER BY name LIMIT ?`, p.ID, after, limit)
	return list, err
}

// UpdateLabel writes name, color and description, as the next version. A new
// name changes how the issues that have it look: they get a new version too. It
// returns ErrTaken if another label has the name.
func (tx *Tx) UpdateLabel(l *Label, renamed bool) error {
	l.Version++
	err := tx.exec(`UPDATE labels SET name = ?, color = ?, description = ?, version = ? WHERE id = ?`,
		l.Name, l.Color, l.Description, l.Version, l.ID)
	if err != nil || !renamed {
		return err
	}
	return tx.touchIssuesWith(*l)
}

// DeleteLabel takes it from all issues, which get a new version.
func (tx *Tx) DeleteLabel(l Label) error {
	if err := tx.touchIssuesWith(l); err != nil {
		return err
	}
	return tx.exec(`DELETE FROM labels WHERE id = ?`, l.ID)
}

func (tx *Tx) touchIssuesWith(l Label) error {
	return tx.exec(`UPDATE issues SET version = version + 1
		WHERE id IN (SELECT issue_id FROM issue_labels WHERE label_id = ?)`, l.ID)
}
