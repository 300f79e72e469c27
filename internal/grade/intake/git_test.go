package intake_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/coursetest"
)

func TestCommit(t *testing.T) {
	c := coursetest.New(t)
	one, two := strings.Repeat("1a", 20), strings.Repeat("2b", 32)
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"none", nil, ""},
		{"detached", map[string]string{"HEAD": one + "\n"}, one},
		{"a branch", map[string]string{"HEAD": "ref: refs/heads/a/b\n", "refs/heads/a/b": two + "\n"}, two},
		{"packed", map[string]string{"HEAD": "ref: refs/heads/main\n", "packed-refs": "# pack-refs with: peeled\n" + two + " refs/heads/main2\n" + one + " refs/heads/main\n^" + two + "\n"}, one},
		{"nothing committed yet", map[string]string{"HEAD": "ref: refs/heads/main\n"}, ""},
		{"a reference that climbs", map[string]string{"HEAD": "ref: refs/../../secret\n"}, ""},
		{"no reference", map[string]string{"HEAD": "ref: /etc/passwd\n"}, ""},
		{"no commit", map[string]string{"HEAD": "ref: refs/heads/main\n", "refs/heads/main": "rm -rf\n"}, ""},
		{"a configuration that names commands", map[string]string{"HEAD": one, "config": "[core]\n\tfsmonitor = touch /tmp/never\n"}, one},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "ada")
			write(t, dir, map[string]string{"lru/go.mod": goMod, "lru/counter.go": counter, "secret": one})
			for name, text := range tt.files {
				write(t, dir, map[string]string{".git/" + name: text})
			}
			a, _, err := open(t, find(t, c, "", filepath.Join(dir, "lru")).Submissions[0])
			require.NoError(t, err)
			require.Empty(t, a.Commit, "a folder of a clone is none")
			require.NoError(t, os.WriteFile(filepath.Join(dir, "extra.go"), []byte("package x\n"), 0o644))
			a, _, err = open(t, find(t, c, "", dir).Submissions[0])
			require.NoError(t, err)
			require.Equal(t, tt.want, a.Commit)
		})
	}
}

func TestCommitOfAWorktree(t *testing.T) {
	c := coursetest.New(t)
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	hash := strings.Repeat("3c", 20)
	kept := filepath.Join(dir, "main", ".git", "worktrees", "ada")
	write(t, dir, map[string]string{
		"main/.git/refs/heads/ada":          hash + "\n",
		"main/.git/worktrees/ada/HEAD":      "ref: refs/heads/ada\n",
		"main/.git/worktrees/ada/commondir": "../..\n",
		"main/.git/worktrees/ada/gitdir":    filepath.Join(dir, "ada", ".git") + "\n",
		"ada/.git":                          "gitdir: " + kept + "\n",
		"ada/go.mod":                        goMod,
		"thief/.git":                        "gitdir: " + kept + "\n",
		"thief/go.mod":                      goMod,
	})
	class := find(t, c, "", filepath.Join(dir, "ada"), filepath.Join(dir, "thief"))
	a, _, err := open(t, class.Submissions[0])
	require.NoError(t, err)
	require.Equal(t, hash, a.Commit)
	a, _, err = open(t, class.Submissions[1])
	require.NoError(t, err)
	require.Empty(t, a.Commit, "a worktree that git knows nothing of")
}
