package assign_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/assign"
)

const someHash = "0123456789abcdef0123456789abcdef01234567"

func TestRepositories(t *testing.T) {
	for given, want := range map[string]string{
		"acme/systems":                             "https://github.com/acme/systems.git",
		"acme/systems.git":                         "https://github.com/acme/systems.git",
		"https://github.com/acme/systems":          "https://github.com/acme/systems",
		"https://user:secret@git.example/a/b.git/": "https://git.example/a/b.git",
		"https://git.example:8443/group/sub/x.git": "https://git.example:8443/group/sub/x.git",
		"git@github.com:acme/systems.git":          "https://github.com/acme/systems.git",
		"git.example:acme/systems.git":             "https://git.example/acme/systems.git",
		"ssh://git@git.example:2222/~me/x.git":     "https://git.example/~me/x.git",
		"git://git.example/x.git":                  "https://git.example/x.git",
	} {
		s, err := assign.NewSource(given, someHash)
		require.NoError(t, err, given)
		require.Equal(t, assign.Source{URL: want, Ref: someHash}, s)
	}
	for _, bad := range []string{
		"", "/srv/course", "../course", "C:\\course", "file:///srv/course.git", "ext::sh -c id", "a/b/c", "-x/y", "systems",
		"https://git.example", "https://git.example/", "https://git.example/a b", "https://git.example/$(id)", "https://git.example/a;b",
		"https://git.example/a'b", "https://git.example/a\nb", "https://git.example/../x", "https://git.example/a?b", "https://git.example/a#b",
		"https:///a", "https://-u/a$", "http://git.example/a", "git@github.com:", "git@-oProxy:x y", "https://git.example/%0a",
	} {
		s, err := assign.NewSource(bad, someHash)
		require.Error(t, err, "%q became %q", bad, s.URL)
		require.NotContains(t, err.Error(), "secret")
	}
	_, err := assign.NewSource("ftp://me:secret@git.example/x", someHash)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "secret")
}

func TestOnlyFullHashesPin(t *testing.T) {
	for _, good := range []string{someHash, strings.Repeat("af", 32)} {
		_, err := assign.NewSource("a/b", good)
		require.NoError(t, err)
	}
	for _, bad := range []string{"", "main", "v1", someHash[:12], strings.ToUpper(someHash), someHash + "\n", someHash + "0", "-" + someHash[1:]} {
		_, err := assign.NewSource("a/b", bad)
		require.ErrorContains(t, err, "full commit hash", "%q", bad)
	}
}

// inRepository makes a git repository with one commit and returns how to run git
// in it, apart from the user's own configuration.
func inRepository(t *testing.T) (dir string, run func(args ...string) string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("git is not installed")
		}
		t.Skip("git is not installed")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_SYSTEM", os.DevNull)
	dir = t.TempDir()
	run = func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=test", "-c", "user.email=test@example.com"}, args...)...)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "git %v\n%s", args, out)
		return strings.TrimSpace(string(out))
	}
	run("init", "--quiet", "--initial-branch=main")
	return dir, run
}

func TestReadCheckout(t *testing.T) {
	dir, run := inRepository(t)
	read := func() assign.Checkout {
		c, err := assign.ReadCheckout(t.Context(), dir)
		require.NoError(t, err)
		return c
	}
	require.Zero(t, read(), "no commit, no remote")
	_, err := read().Source("", "")
	require.ErrorIs(t, err, assign.ErrNoRepository)
	_, err = read().Source("a/b", "")
	require.ErrorIs(t, err, assign.ErrNoCommit)

	require.NoError(t, os.WriteFile(filepath.Join(dir, "f"), []byte("one\n"), 0o644))
	run("add", "f")
	run("commit", "--quiet", "--message", "one")
	run("remote", "add", "origin", "git@git.example:me/course.git")
	head := run("rev-parse", "HEAD")
	require.Equal(t, assign.Checkout{Origin: "git@git.example:me/course.git", Head: head, Local: true}, read())

	run("update-ref", "refs/remotes/origin/main", head)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "f"), []byte("two\n"), 0o644))
	require.Equal(t, assign.Checkout{Origin: "git@git.example:me/course.git", Head: head, Changed: true}, read())

	s, err := read().Source("", "")
	require.NoError(t, err)
	require.Equal(t, assign.Source{URL: "https://git.example/me/course.git", Ref: head}, s)
	s, err = read().Source("other/one", someHash)
	require.NoError(t, err)
	require.Equal(t, assign.Source{URL: "https://github.com/other/one.git", Ref: someHash}, s)
}

// TestInsideAnotherRepository: a course that was unpacked into somebody's
// repository is not that repository's commit.
func TestInsideAnotherRepository(t *testing.T) {
	dir, run := inRepository(t)
	run("commit", "--quiet", "--allow-empty", "--message", "one")
	run("remote", "add", "origin", "https://git.example/other.git")
	below := filepath.Join(dir, "course")
	require.NoError(t, os.Mkdir(below, 0o755))
	c, err := assign.ReadCheckout(t.Context(), below)
	require.NoError(t, err)
	require.Zero(t, c)
}
