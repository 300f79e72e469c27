package restapi

import (
	"errors"
	"net/http"

	"systems.course/restapi/internal/store"
)

func userETag(u store.User) string { return etagOf(u.ID, 1) } // nothing of a user that is shown changes

// withToken is the one answer that a token is in.
type withToken struct {
	store.User
	Token string `json:"token"`
}

func tokenAnswer(u store.User, token, location string) (answer, error) {
	a, err := created(location, "", withToken{u, token})
	a.noStore = true
	return a, err
}

//course:stage 2
func createUser(c *call, tx *store.Tx) (answer, error) {
	if !c.user.Admin {
		return answer{}, forbidden.problem("for admins")
	}
	f := newFields(c.body)
	name, admin := f.required("name", slug), f.flag("admin")
	if err := f.problem(); err != nil {
		return answer{}, err
	}
	token, hash := newToken()
	u, err := tx.AddUser(name, admin, hash)
	if err != nil {
		return answer{}, taken(err, "/name")
	}
	return tokenAnswer(u, token, "/v1/users/"+u.Name)
}

// taken says which member was the name that somebody has already.
func taken(err error, pointer string) error {
	if !errors.Is(err, store.ErrTaken) {
		return err
	}
	return conflict.with([]fieldError{{Pointer: &pointer, Detail: "is taken"}})
}

//course:stage 2
func renewToken(c *call, tx *store.Tx) (answer, error) {
	u, err := tx.User(c.path("user"))
	if err != nil {
		return answer{}, err
	}
	if u.ID != c.user.ID && !c.user.Admin {
		return answer{}, forbidden.problem("for the user and for admins")
	}
	token, hash := newToken()
	if err := tx.SetToken(u, hash); err != nil {
		return answer{}, err
	}
	return tokenAnswer(u, token, "")
}

//course:stage 2
func getMe(c *call, _ *store.Tx) (answer, error) {
	return resource(http.StatusOK, userETag(c.user), c.user)
}

//course:stage 2
func getUser(c *call, tx *store.Tx) (answer, error) {
	u, err := tx.User(c.path("user"))
	if err != nil {
		return answer{}, err
	}
	return resource(http.StatusOK, userETag(u), u)
}

//course:stage 5
func listUsers(c *call, tx *store.Tx) (answer, error) {
	var after string
	limit := c.query.limit()
	c.query.after(c.request, &after)
	if err := c.query.problem(); err != nil {
		return answer{}, err
	}
	users, err := tx.Users(after, limit+1)
	if err != nil {
		return answer{}, err
	}
	return pageOf(c, users, limit, func(u store.User) any { return u.Name })
}
