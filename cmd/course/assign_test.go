package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const someCommit = "0123456789abcdef0123456789abcdef01234567"

func assignment(dir string) []string {
	return append(words("assign counter --seed 7 --course-repository acme/systems --course-ref "+someCommit+" --dir"), dir)
}

func TestAssign(t *testing.T) {
	u := newUser(t)
	dir := filepath.Join(t.TempDir(), "an assignment")
	u.succeeds(assignment(dir), "https://github.com/acme/systems.git", someCommit, "seed     7", "points   100 in 2 stages")
	for _, name := range []string{"README.md", ".gitignore", ".gitlab-ci.yml", ".github/workflows/classroom.yml", "SPEC.md", "stage01_count_test.go", "checkkit/go.mod"} {
		require.FileExists(t, filepath.Join(dir, name))
	}
	text, err := os.ReadFile(filepath.Join(dir, "counter.go"))
	require.NoError(t, err)
	require.Contains(t, string(text), `panic("stage 1: count")`)
	u.succeeds(nil, "Begin:  course start counter") // an assignment is not what somebody works on

	again := u.read("module-01-demo/exercises/ex01-counter.md")
	u.fails(2, assignment(dir), "is not empty: nothing was changed", "--dir")
	require.Equal(t, again, u.read("module-01-demo/exercises/ex01-counter.md"))
}

// TestAssignmentWorks: who has nothing but the assignment builds it without a
// network, and who has the course beside it checks it by its name.
func TestAssignmentWorks(t *testing.T) {
	u := newUser(t)
	dir := filepath.Join(t.TempDir(), "assignment")
	u.succeeds(assignment(dir))
	for _, args := range []string{"vet ./...", "test -run ^$ ./..."} {
		cmd := exec.Command("go", words(args)...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOPROXY=off", "GOWORK=", "GOFLAGS=")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "go %s\n%s", args, out)
	}
	u.env = append(u.env, "COURSE_ROOT="+u.course.Root)
	u.dir = dir
	u.fails(1, words("check"), "FAIL   1  count", "not written yet: stage 1: count")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "counter.go"), []byte(readFile(t, filepath.Join(u.course.Root, solution))), 0o644))
	stdout := u.succeeds(words("check"), "All stages hold")
	require.NotContains(t, stdout, "note", "nothing that the assignment adds is in the checker's way")
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}

func TestAssignRefuses(t *testing.T) {
	u := newUser(t)
	dir := filepath.Join(t.TempDir(), "assignment")
	// The demo course is no git checkout, wherever its folder lies.
	u.env = append(u.env, "GIT_CEILING_DIRECTORIES="+filepath.Dir(u.course.Root))
	u.fails(2, words("assign counter"), "--dir is missing")
	u.fails(2, words("assign nothing --dir x"), "nothing")
	if _, err := exec.LookPath("git"); err == nil {
		u.fails(2, append(words("assign counter --dir"), dir), "no git remote called origin", "--course-repository")
		u.fails(2, append(words("assign counter --course-repository a/b --dir"), dir), "--course-ref")
	}
	u.fails(2, append(words("assign counter --course-repository /srv/course --course-ref "+someCommit+" --dir"), dir), "neither OWNER/NAME", "--course-repository")
	u.fails(2, append(words("assign counter --course-repository a/b --course-ref main --dir"), dir), `"main" is no full commit hash`)
	u.fails(2, append(assignment(dir), "--seed", "x"), `--seed "x"`, "a decimal number")
	require.NoDirExists(t, dir)
}

// TestAssignFromACheckout takes the course's place and commit from git.
func TestAssignFromACheckout(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("git is not installed")
		}
		t.Skip("git is not installed")
	}
	u := newUser(t)
	u.env = append(u.env, "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
	git := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", append(words("-c user.name=test -c user.email=test@example.com"), args...)...)
		cmd.Dir, cmd.Env = u.dir, u.env
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "git %v\n%s", args, out)
		return strings.TrimSpace(string(out))
	}
	git("init", "--quiet")
	git("add", ".")
	git("commit", "--quiet", "--message", "course")
	git("remote", "add", "origin", "git@git.example:me/course.git")
	head := git("rev-parse", "HEAD")
	u.write("README.md", "changed\n")
	dir := filepath.Join(t.TempDir(), "assignment")
	git("remote", "set-url", "origin", "/srv/course")
	u.fails(2, append(words("assign counter --dir"), dir), `the checkout's origin: "/srv/course" is neither OWNER/NAME`, "--course-repository")
	git("remote", "set-url", "origin", "git@git.example:me/course.git")
	u.succeeds(append(words("assign counter --dir"), dir), "https://git.example/me/course.git", head,
		"changes that are not in that commit", "no remote branch has that commit")
	require.Contains(t, readFile(t, filepath.Join(dir, ".github", "workflows", "classroom.yml")), "COURSE_REF: "+head+"\n")
}
