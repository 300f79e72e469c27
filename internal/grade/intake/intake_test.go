package intake_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/catalog"
	"systems.course/internal/coursetest"
	"systems.course/internal/grade/intake"
)

const (
	goMod   = "module systems.course/counter\n\ngo 1.26\n"
	counter = "package counter\n"
)

// write makes files below a folder of the test.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
}

func find(t *testing.T, c *catalog.Course, exercise string, paths ...string) *intake.Class {
	t.Helper()
	class, err := intake.Find(c, paths, exercise, "")
	require.NoError(t, err)
	return class
}

func names(class *intake.Class) []string {
	var all []string
	for _, s := range class.Submissions {
		all = append(all, s.Name)
	}
	return all
}

// open opens the only submission of a class and returns the folder's path below
// base, and its files.
func open(t *testing.T, s *intake.Submission) (intake.Attempt, []string, error) {
	t.Helper()
	a, err := s.Open(filepath.Join(t.TempDir(), "unpacked"))
	if err != nil {
		return a, nil, err
	}
	var files []string
	require.NoError(t, filepath.WalkDir(a.Dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, relErr := filepath.Rel(a.Dir, path)
			require.NoError(t, relErr)
			files = append(files, filepath.ToSlash(rel))
		}
		return err
	}))
	return a, files, nil
}

func TestWhatIsAnAttempt(t *testing.T) {
	c := coursetest.New(t)
	good := func(folder string) map[string]string {
		return map[string]string{folder + "/go.mod": goMod, folder + "/counter.go": counter}
	}
	merge := func(all ...map[string]string) map[string]string {
		merged := map[string]string{}
		for _, files := range all {
			for name, text := range files {
				merged[name] = text
			}
		}
		return merged
	}
	tests := []struct {
		name  string
		files map[string]string
		args  []string
		want  []string
	}{
		{"a folder of attempts", merge(good("class/ada"), good("class/bob")), []string{"class"}, []string{"ada", "bob"}},
		{"a class of one", good("class/ada"), []string{"class"}, []string{"ada"}},
		{"an attempt", good("ada"), []string{"ada"}, []string{"ada"}},
		{"a wrapper", good("ada/ex01-counter"), []string{"ada"}, []string{"ada"}},
		{"a workspace without a module", map[string]string{"ada/.course/progress.json": `{"exercise": "counter"}`}, []string{"ada"}, []string{"ada"}},
		{"several attempts", merge(good("a/ada"), good("b/bob")), []string{"b/bob", "a/ada"}, []string{"ada", "bob"}},
		{"the same twice", good("ada"), []string{"ada", "ada/"}, []string{"ada"}},
		{"a list of attempts, one of which looks like a class", merge(good("s/a"), good("s/b"), good("s/c"), good("s/d/x"), good("s/d/y")),
			[]string{"s/a", "s/b", "s/c", "s/d"}, []string{"a", "b", "c", "d"}},
		{"a class and a late one", merge(good("class/a"), good("class/b"), good("late")), []string{"class", "late"}, []string{"a", "b", "late"}},
		{"names that occur twice", merge(good("x/ada"), good("y/ada")), []string{"x", "y"}, []string{"x/ada", "y/ada"}},
		{"and in the same folder", merge(good("x/ada"), map[string]string{"x/ada.zip": "", "x/Ada.tar.gz": ""}), []string{"x"}, []string{"x/Ada", "x/ada (2)", "x/ada (3)"}},
		{"no junk, and no reports", merge(good("class/ada"), map[string]string{
			"class/.git/HEAD": "", "class/__MACOSX/x": "", "class/.DS_Store": "", "class/grades.csv": "", "class/grade-counter/journal.jsonl": "",
		}), []string{"class"}, []string{"ada"}},
		{"an empty folder is one that has nothing", merge(good("class/ada"), map[string]string{"class/bob/readme.txt": ""}), []string{"class"}, []string{"ada", "bob"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, tt.files)
			var args []string
			for _, a := range tt.args {
				args = append(args, filepath.Join(dir, a))
			}
			require.Equal(t, tt.want, names(find(t, c, "counter", args...)))
		})
	}
}

func TestHostileNamesAreShown(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such names")
	}
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"a\x1b[2Jb\nc/go.mod": goMod, strings.Repeat("x", 200) + "/go.mod": goMod, "\u202eevil/go.mod": goMod, "=cmd()/go.mod": goMod,
	})
	class := find(t, coursetest.New(t), "", dir)
	require.Equal(t, []string{"=cmd()", `\u202eevil`, `a\x1b[2Jb\nc`, strings.Repeat("x", 79) + "…"}, names(class))
}

func TestWhichExercise(t *testing.T) {
	c := coursetest.New(t)
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"one/ada/go.mod": goMod, "one/bob/counter.go": counter,
		"two/ada/go.mod": goMod, "two/bob/go.mod": "module systems.course/echo\n", "two/carl/.course/progress.json": `{"exercise": "echo"}`,
		"none/ada/counter.go": counter,
	})
	class := find(t, c, "", filepath.Join(dir, "one"))
	require.Equal(t, "counter", class.Exercise.Name)
	class = find(t, c, "01/ex01-counter", filepath.Join(dir, "none"))
	require.Equal(t, "counter", class.Exercise.Name)

	_, err := intake.Find(c, []string{filepath.Join(dir, "two")}, "", "")
	require.EqualError(t, err, "the attempts are not of one exercise (counter: ada; echo: bob, carl): say which with --exercise")
	_, err = intake.Find(c, []string{filepath.Join(dir, "none")}, "", "")
	require.ErrorContains(t, err, "say it with --exercise")
	_, err = intake.Find(c, []string{dir}, "later", "")
	require.ErrorContains(t, err, "still to come")
	_, err = intake.Find(c, []string{dir}, "cuonter", "")
	require.ErrorContains(t, err, "is it counter?")
	_, err = intake.Find(c, []string{filepath.Join(dir, "nowhere")}, "counter", "")
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = intake.Find(c, []string{filepath.Join(dir, "none", "ada", "counter.go")}, "counter", "")
	require.ErrorContains(t, err, "neither a folder nor an archive")

	class = find(t, c, "counter", filepath.Join(dir, "two"))
	_, _, err = open(t, class.Submissions[1])
	require.EqualError(t, err, "it is an attempt at echo, not at counter")
}

func TestRoot(t *testing.T) {
	c := coursetest.New(t)
	tests := []struct {
		name  string
		files map[string]string
		root  string
		err   string
	}{
		{"at the top", map[string]string{"go.mod": goMod}, ".", ""},
		{"nested", map[string]string{"a/b/lru/go.mod": goMod, "a/readme.md": ""}, "a/b/lru", ""},
		{"the outermost", map[string]string{"go.mod": goMod, "old/go.mod": goMod}, ".", ""},
		{"two", map[string]string{"old/go.mod": goMod, "new/go.mod": goMod}, "", `it has two attempts, in "new" and in "old": which one counts?`},
		{"by its progress", map[string]string{"x/.course/progress.json": `{"exercise": "counter"}`, "y/z.go": counter}, "x", ""},
		{"by its package", map[string]string{"x/main.go": "package main", "x/y/c.go": counter, "x/y/z/c.go": counter}, "x/y", ""},
		{"two of the package", map[string]string{"x/c.go": counter, "y/c.go": counter}, "", "two attempts"},
		{"tests are none", map[string]string{"c_test.go": counter}, "", "neither a go.mod of counter nor a Go file of package counter"},
		{"copies aside", map[string]string{"testdata/c.go": counter, "vendor/x/c.go": counter}, "", "neither"},
		{"another module", map[string]string{"go.mod": "module other", "main.go": "package main"}, "", "neither"},
		{"what does not parse", map[string]string{"c.go": "pakage counter"}, "", "neither"},
		{"a module in a file of that name", map[string]string{"go.mod/go.mod": goMod}, "go.mod", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "class")
			for name, text := range tt.files {
				write(t, dir, map[string]string{"ada/" + name: text})
			}
			class := find(t, c, "counter", dir)
			require.Equal(t, []string{"ada"}, names(class))
			a, _, err := open(t, class.Submissions[0])
			if tt.err != "" {
				var unfit *intake.UnfitError
				require.ErrorAs(t, err, &unfit)
				require.Contains(t, err.Error(), tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, filepath.Join(dir, "ada", filepath.FromSlash(tt.root)), a.Dir)
		})
	}
}

func TestLinksAreNotFollowed(t *testing.T) {
	c := coursetest.New(t)
	dir := t.TempDir()
	write(t, dir, map[string]string{"real/go.mod": goMod, "class/ada/readme": ""})
	if err := os.Symlink(filepath.Join(dir, "real"), filepath.Join(dir, "class", "bob")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	require.NoError(t, os.Symlink(filepath.Join(dir, "real"), filepath.Join(dir, "class", "ada", "sub")))
	class := find(t, c, "counter", filepath.Join(dir, "class"))
	_, _, err := open(t, class.Submissions[0])
	require.ErrorContains(t, err, "neither a go.mod")
	_, _, err = open(t, class.Submissions[1])
	require.ErrorContains(t, err, "a symbolic link, which is not followed")

	class = find(t, c, "", filepath.Join(dir, "class", "bob"))
	_, _, err = open(t, class.Submissions[0])
	require.NoError(t, err, "one that the user names is followed")
}

func TestUnreadableFolder(t *testing.T) {
	if os.Geteuid() <= 0 {
		t.Skip("root, and Windows, can read everything")
	}
	dir := t.TempDir()
	write(t, dir, map[string]string{"class/ada/go.mod": goMod, "class/bob/go.mod": goMod})
	closed := filepath.Join(dir, "class", "bob")
	require.NoError(t, os.Chmod(closed, 0))
	t.Cleanup(func() { require.NoError(t, os.Chmod(closed, 0o755)) })
	class := find(t, coursetest.New(t), "", filepath.Join(dir, "class"))
	_, _, err := open(t, class.Submissions[1])
	require.ErrorContains(t, err, "the folder cannot be read")
}
