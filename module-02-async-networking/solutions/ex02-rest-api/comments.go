package restapi

import (
	"net/http"
	"strconv"

	"systems.course/restapi/internal/store"
)

func commentETag(m store.Comment) string { return etagOf(m.ID, m.Version) }

// comment is the one that the path names.
func (c *call) comment(tx *store.Tx) (store.Comment, error) {
	i, err := c.issue(tx)
	if err != nil {
		return store.Comment{}, err
	}
	id, err := pathNumber(c.path("comment"))
	if err != nil {
		return store.Comment{}, err
	}
	return tx.Comment(i, id)
}

//course:stage 6
func createComment(c *call, tx *store.Tx) (answer, error) {
	i, err := c.issue(tx)
	if err != nil {
		return answer{}, err
	}
	f := newFields(c.body)
	m := store.Comment{IssueID: i.ID, AuthorID: c.user.ID, Author: c.user.Name, Body: f.required("body", someText)}
	if err := f.problem(); err != nil {
		return answer{}, err
	}
	if err := tx.AddComment(&m); err != nil {
		return answer{}, err
	}
	return created(issuePath(i)+"/comments/"+strconv.FormatInt(m.ID, 10), commentETag(m), m)
}

//course:stage 6
func getComment(c *call, tx *store.Tx) (answer, error) {
	m, err := c.comment(tx)
	if err != nil {
		return answer{}, err
	}
	return resource(http.StatusOK, commentETag(m), m)
}

// ownComment is the comment if the caller may change it and his If-Match holds.
//
//course:stage 6
func ownComment(c *call, tx *store.Tx) (store.Comment, error) {
	m, err := c.comment(tx)
	if err != nil {
		return m, err
	}
	if m.AuthorID != c.user.ID && !c.user.Admin {
		return m, forbidden.problem("for the comment's author and for admins")
	}
	return m, c.match.check(commentETag(m), false)
}

//course:stage 6
func updateComment(c *call, tx *store.Tx) (answer, error) {
	m, err := ownComment(c, tx)
	if err != nil {
		return answer{}, err
	}
	f := newFields(c.body)
	body := f.optional("body", someText, m.Body)
	f.atLeastOne()
	if err := f.problem(); err != nil {
		return answer{}, err
	}
	if body != m.Body {
		m.Body = body
		if err := tx.UpdateComment(&m); err != nil {
			return answer{}, err
		}
	}
	return resource(http.StatusOK, commentETag(m), m)
}

//course:stage 6
func deleteComment(c *call, tx *store.Tx) (answer, error) {
	m, err := ownComment(c, tx)
	if err != nil {
		return answer{}, err
	}
	if err := tx.DeleteComment(m); err != nil {
		return answer{}, err
	}
	return noContent()
}

//course:stage 6
func listComments(c *call, tx *store.Tx) (answer, error) {
	var after int64
	limit := c.query.limit()
	c.query.after(c.request, &after)
	if err := c.query.problem(); err != nil {
		return answer{}, err
	}
	i, err := c.issue(tx)
	if err != nil {
		return answer{}, err
	}
	comments, err := tx.Comments(i, after, limit+1)
	if err != nil {
		return answer{}, err
	}
	return pageOf(c, comments, limit, func(m store.Comment) any { return m.ID })
}
