package store

// A Project holds issues and labels.
type Project struct {
	ID          int64  `db:"id" json:"-"`
	Version     int64  `db:"version" json:"-"`
	OwnerID     int64  `db:"owner_id" json:"-"`
	Key         string `db:"key" json:"key"`
	Name        string `db:"name" json:"name"`
	Description string `db:"description" json:"description"`
	Owner       string `db:"owner" json:"owner"`
	CreatedAt   Time   `db:"created_at" json:"created_at"`
	UpdatedAt   Time   `db:"updated_at" json:"updated_at"`
}

const selectProject = `
	SELECT p.id, p.version, p.owner_id, p.key, p.name, p.description, u.name AS owner, p.created_at, p.updated_at
	FROM projects p JOIN users u ON u.id = p.owner_id`

// AddProject fills in what the database decides. It returns ErrTaken if there is
// one with this key.
func (tx *Tx) AddProject(p *Project) error {
	p.CreatedAt, p.UpdatedAt, p.Version = tx.now, tx.now, 1
	var err error
	p.ID, err = tx.insert(`
		INSERT INTO projects (key, name, description, owner_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)`,
		p.Key, p.Name, p.Description, p.OwnerID, p.CreatedAt, p.UpdatedAt)
	return err
}

// Project finds a project by its key.
func (tx *Tx) Project(key string) (Project, error) {
	var p Project
	err := tx.get(&p, selectProject+` WHERE p.key = ?`, key)
	return p, err
}

// Projects returns at most limit projects whose keys come after the given one.
func (tx *Tx) Projects(after string, limit int) ([]Project, error) {
	list := []Project{}
	err := tx.list(&list, selectProject+` WHERE p.key > ? ORDER BY p.key LIMIT ?`, after, limit)
	return list, err
}

// UpdateProject writes name and description, as the next version.
func (tx *Tx) UpdateProject(p *Project) error {
	p.UpdatedAt = max(tx.now, p.UpdatedAt)
	p.Version++
	return tx.exec(`UPDATE projects SET name = ?, description = ?, updated_at = ?, version = ? WHERE id = ?`,
		p.Name, p.Description, p.UpdatedAt, p.Version, p.ID)
}

// DeleteProject deletes all that it holds as well, by the schema's cascades.
func (tx *Tx) DeleteProject(p Project) error {
	return tx.exec(`DELETE FROM projects WHERE id = ?`, p.ID)
}
