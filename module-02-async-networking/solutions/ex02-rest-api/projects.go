package restapi

import (
	"net/http"

	"systems.course/restapi/internal/store"
)

func projectETag(p store.Project) string { return etagOf(p.ID, p.Version) }

//course:stage 3
func createProject(c *call, tx *store.Tx) (answer, error) {
	f := newFields(c.body)
	p := store.Project{
		Key:         f.required("key", slug),
		Name:        f.required("name", line),
		Description: f.optional("description", text, ""),
		OwnerID:     c.user.ID,
		Owner:       c.user.Name,
	}
	if err := f.problem(); err != nil {
		return answer{}, err
	}
	if err := tx.AddProject(&p); err != nil {
		return answer{}, taken(err, "/key")
	}
	return created("/v1/projects/"+p.Key, projectETag(p), p)
}

//course:stage 3
func getProject(c *call, tx *store.Tx) (answer, error) {
	p, err := tx.Project(c.path("project"))
	if err != nil {
		return answer{}, err
	}
	return resource(http.StatusOK, projectETag(p), p)
}

// ownProject is the project if the caller may change it and his If-Match holds.
//
//course:stage 3
func ownProject(c *call, tx *store.Tx) (store.Project, error) {
	p, err := tx.Project(c.path("project"))
	if err != nil {
		return p, err
	}
	if p.OwnerID != c.user.ID && !c.user.Admin {
		return p, forbidden.problem("for the project's owner and for admins")
	}
	return p, c.match.check(projectETag(p), false)
}

//course:stage 3
func updateProject(c *call, tx *store.Tx) (answer, error) {
	old, err := ownProject(c, tx)
	if err != nil {
		return answer{}, err
	}
	p := old
	f := newFields(c.body)
	p.Name = f.optional("name", line, old.Name)
	p.Description = f.optional("description", text, old.Description)
	f.atLeastOne()
	if err := f.problem(); err != nil {
		return answer{}, err
	}
	if p != old { // what changes nothing makes no version
		if err := tx.UpdateProject(&p); err != nil {
			return answer{}, err
		}
	}
	return resource(http.StatusOK, projectETag(p), p)
}

//course:stage 3
func deleteProject(c *call, tx *store.Tx) (answer, error) {
	p, err := ownProject(c, tx)
	if err != nil {
		return answer{}, err
	}
	if err := tx.DeleteProject(p); err != nil {
		return answer{}, err
	}
	return noContent()
}

//course:stage 5
func listProjects(c *call, tx *store.Tx) (answer, error) {
	var after string
	limit := c.query.limit()
	c.query.after(c.request, &after)
	if err := c.query.problem(); err != nil {
		return answer{}, err
	}
	projects, err := tx.Projects(after, limit+1)
	if err != nil {
		return answer{}, err
	}
	return pageOf(c, projects, limit, func(p store.Project) any { return p.Key })
}
