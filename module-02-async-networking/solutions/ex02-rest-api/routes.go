package restapi

import "net/http"

var (
	pageParams  = []string{"limit", "cursor"}
	issueParams = []string{"state", "label", "assignee", "q", "sort", "order", "limit", "cursor"}
)

// routes are openapi.yaml's paths; a test holds one against the other.
func (s *server) routes() error {
	read := func(f handler, params ...string) http.Handler {
		return s.endpoint(endpoint{handle: f, params: params})
	}
	change := func(f handler) http.Handler { return s.endpoint(endpoint{handle: f, writes: true, body: true}) }
	remove := func(f handler) http.Handler { return s.endpoint(endpoint{handle: f, writes: true}) }
	create := func(f handler) http.Handler {
		return s.endpoint(endpoint{handle: f, writes: true, body: true, key: keyTaken})
	}

	const project = "/v1/projects/{project}"
	const issue = project + "/issues/{number}"
	s.handle("/v1/users", methods{
		"GET":  read(listUsers, pageParams...),
		"POST": s.endpoint(endpoint{handle: createUser, writes: true, body: true, key: keyForbidden}),
	})
	s.handle("/v1/users/{user}", methods{"GET": read(getUser)})
	s.handle("/v1/users/{user}/token", methods{
		"POST": s.endpoint(endpoint{handle: renewToken, writes: true, key: keyForbidden}),
	})
	s.handle("/v1/me", methods{"GET": read(getMe)})
	s.handle("/v1/projects", methods{"GET": read(listProjects, pageParams...), "POST": create(createProject)})
	s.handle(project, methods{"GET": read(getProject), "PATCH": change(updateProject), "DELETE": remove(deleteProject)})
	s.handle(project+"/issues", methods{"GET": read(listIssues, issueParams...), "POST": create(createIssue)})
	s.handle(issue, methods{"GET": read(getIssue), "PATCH": change(updateIssue), "DELETE": remove(deleteIssue)})
	s.handle(issue+"/labels", methods{"PUT": change(setIssueLabels)})
	s.handle(issue+"/comments", methods{"GET": read(listComments, pageParams...), "POST": create(createComment)})
	s.handle(issue+"/comments/{comment}", methods{
		"GET": read(getComment), "PATCH": change(updateComment), "DELETE": remove(deleteComment),
	})
	s.handle(project+"/labels", methods{"GET": read(listLabels, pageParams...), "POST": create(createLabel)})
	s.handle(project+"/labels/{label}", methods{
		"GET": read(getLabel), "PATCH": change(updateLabel), "DELETE": remove(deleteLabel),
	})
	s.handle("/healthz", methods{"GET": http.HandlerFunc(s.healthz)})
	s.handle("/readyz", methods{"GET": http.HandlerFunc(s.readyz)})
	if s.options.Metrics == nil {
		s.handle("/metrics", methods{"GET": s.metrics.handler()})
	}
	s.mux.HandleFunc("/", s.notFound)
	return s.serveSpec()
}
