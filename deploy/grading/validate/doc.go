// Package deploy holds the tests of what runs elsewhere: the Kubernetes manifests
// and the workflows of deploy/grading, the workflows that `course assign` makes,
// and the repository's own. It is a module outside go.work, so that the course
// needs none of the libraries that know these formats.
package deploy
