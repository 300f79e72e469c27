package restapi

import (
	"net/http"

	"systems.course/restapi/internal/store"
)

func labelETag(l store.Label) string { return etagOf(l.ID, l.Version) }

const defaultColor = "#808080"

//course:stage 6
func createLabel(c *call, tx *store.Tx) (answer, error) {
	p, err := tx.Project(c.path("project"))
	if err != nil {
		return answer{}, err
	}
	f := newFields(c.body)
	l := store.Label{
		ProjectID:   p.ID,
		Name:        f.required("name", label),
		Color:       f.optional("color", color, defaultColor),
		Description: f.optional("description", anyLine, ""),
	}
	if err := f.problem(); err != nil {
		return answer{}, err
	}
	if err := tx.AddLabel(&l); err != nil {
		return answer{}, taken(err, "/name")
	}
	return created("/v1/projects/"+p.Key+"/labels/"+l.Name, labelETag(l), l)
}

// label is the one that the path names.
func (c *call) label(tx *store.Tx) (store.Label, error) {
	p, err := tx.Project(c.path("project"))
	if err != nil {
		return store.Label{}, err
	}
	return tx.Label(p, c.path("label"))
}

// matchingLabel is the one that the path names, if the caller's If-Match holds.
func (c *call) matchingLabel(tx *store.Tx) (store.Label, error) {
	l, err := c.label(tx)
	if err != nil {
		return l, err
	}
	return l, c.match.check(labelETag(l), false)
}

//course:stage 6
func getLabel(c *call, tx *store.Tx) (answer, error) {
	l, err := c.label(tx)
	if err != nil {
		return answer{}, err
	}
	return resource(http.StatusOK, labelETag(l), l)
}

//course:stage 6
func updateLabel(c *call, tx *store.Tx) (answer, error) {
	old, err := c.matchingLabel(tx)
	if err != nil {
		return answer{}, err
	}
	l := old
	f := newFields(c.body)
	l.Name = f.optional("name", label, old.Name)
	l.Color = f.optional("color", color, old.Color)
	l.Description = f.optional("description", anyLine, old.Description)
	f.atLeastOne()
	if err := f.problem(); err != nil {
		return answer{}, err
	}
	if l != old {
		if err := tx.UpdateLabel(&l, l.Name != old.Name); err != nil {
			return answer{}, taken(err, "/name")
		}
	}
	return resource(http.StatusOK, labelETag(l), l)
}

//course:stage 6
func deleteLabel(c *call, tx *store.Tx) (answer, error) {
	l, err := c.matchingLabel(tx)
	if err != nil {
		return answer{}, err
	}
	if err := tx.DeleteLabel(l); err != nil {
		return answer{}, err
	}
	return noContent()
}

//course:stage 6
func listLabels(c *call, tx *store.Tx) (answer, error) {
	var after string
	limit := c.query.limit()
	c.query.after(c.request, &after)
	if err := c.query.problem(); err != nil {
		return answer{}, err
	}
	p, err := tx.Project(c.path("project"))
	if err != nil {
		return answer{}, err
	}
	labels, err := tx.Labels(p, after, limit+1)
	if err != nil {
		return answer{}, err
	}
	return pageOf(c, labels, limit, func(l store.Label) any { return l.Name })
}
