package assign_test

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/assign"
	"systems.course/internal/catalog"
	"systems.course/internal/coursetest"
)

var source = assign.Source{URL: "https://git.example/course.git", Ref: strings.Repeat("0a", 20)}

func counter(t *testing.T) *catalog.Exercise {
	t.Helper()
	x, err := coursetest.New(t).Find("counter")
	require.NoError(t, err)
	return x
}

func files(t *testing.T) map[string]string {
	t.Helper()
	a := assign.Assignment{Exercise: counter(t), Source: source, Seed: "18446744073709551615", Go: "1.26.1", Licence: []byte("MIT\n")}
	made, err := a.Files(map[string][]byte{"counter.go": nil})
	require.NoError(t, err)
	texts := map[string]string{}
	for name, data := range made {
		texts[name] = string(data)
	}
	return texts
}

func TestFiles(t *testing.T) {
	made := files(t)
	names := []string{".github/workflows/classroom.yml", ".gitignore", ".gitlab-ci.yml", "LICENSE-COURSE", "README.md"}
	for name, text := range made {
		require.Contains(t, names, name)
		require.True(t, strings.HasSuffix(text, "\n") && !strings.HasSuffix(text, "\n\n"), "%s ends in one newline", name)
		for _, leftover := range []string{"[[", "]]", "<no value>", "\n\n\n", " \n"} {
			require.NotContains(t, text, leftover, name)
		}
	}
	require.Len(t, made, len(names))
}

func TestReadme(t *testing.T) {
	text := files(t)["README.md"]
	for _, want := range []string{
		"| 1 | 40 | count |\n| 2 | 60 | name what was counted |\n| | 100 | |\n",
		"git clone https://git.example/course.git ../course\n", "go test -run '^Test", source.Ref, "18446744073709551615",
	} {
		require.Contains(t, text, want)
	}
}

// TestWorkflows holds the package's rules. That the files are workflows is
// checked by deploy/grading/validate, with the linter for them.
func TestWorkflows(t *testing.T) {
	made := files(t)
	for _, name := range []string{".github/workflows/classroom.yml", ".gitlab-ci.yml"} {
		text := made[name]
		for _, want := range []string{
			"COURSE_REF: " + source.Ref, "COURSE_URL: " + source.URL, `SEED: "18446744073709551615"`, "EXERCISE: counter",
			`= "$COURSE_REF"`, // what was fetched is what was named
			`--seed "$SEED"`, `--exercise "$EXERCISE"`, "--junit", `--out "$OUT"`,
		} {
			require.Contains(t, text, want, name)
		}
	}
	classroom := made[".github/workflows/classroom.yml"]
	require.Contains(t, classroom, "\npermissions:\n  contents: read\n\n")
	require.Contains(t, classroom, "persist-credentials: false")
	require.Contains(t, classroom, `go-version: "1.26.x"`)
	require.Contains(t, classroom, "classroom-resources/autograding-grading-reporter@v1")
	require.Contains(t, made[".gitlab-ci.yml"], "image: golang:1.26\n")
	for line := range strings.Lines(classroom) {
		// An expression is pasted into the shell's text before the shell reads it.
		if strings.Contains(line, "${{") {
			key, _, _ := strings.Cut(strings.TrimSpace(line), ":")
			require.NotEqual(t, "run", key, line)
			require.NotContains(t, line, "github.head_ref", line)
		}
	}
}

func TestAStarterKeepsItsFiles(t *testing.T) {
	a := assign.Assignment{Exercise: counter(t), Source: source, Seed: "1", Go: "1.26"}
	_, err := a.Files(map[string][]byte{"README.md": nil})
	require.ErrorContains(t, err, "has a file README.md already")
}

func TestWithoutALicence(t *testing.T) {
	a := assign.Assignment{Exercise: counter(t), Source: source, Seed: "1", Go: "1.26"}
	made, err := a.Files(nil)
	require.NoError(t, err)
	require.NotContains(t, made, assign.LicenceFile)
	require.NotContains(t, string(made["README.md"]), "licence")
	for name := range made {
		require.False(t, path.IsAbs(name) || slices.Contains(strings.Split(name, "/"), ".."), name)
	}
}
