package deploy

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"
	"github.com/stretchr/testify/require"
	strict "sigs.k8s.io/yaml"
)

const root = "../../.."

// TestWorkflows lints the repository's workflows, the example, and what `course
// assign` makes.
func TestWorkflows(t *testing.T) {
	own, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.y*ml"))
	require.NoError(t, err)
	require.NotEmpty(t, own)
	files := append(own, "../ci/github-matrix.yml", filepath.Join(assignment(t), ".github", "workflows", "classroom.yml"))
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { lint(t, file) })
	}
}

var (
	anAction = regexp.MustCompile(`(?m)^\s*(?:- )?uses:\s*(\S+)`)
	pinned   = regexp.MustCompile(`^[\w.-]+/[\w./-]+@(v\d+(\.\d+)*|[0-9a-f]{40})$`)
)

func lint(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var shown bytes.Buffer
	linter, err := actionlint.NewLinter(&shown, &actionlint.LinterOptions{Color: actionlint.ColorOptionKindNever})
	require.NoError(t, err)
	problems, err := linter.Lint(file, text, nil)
	require.NoError(t, err)
	require.Empty(t, problems, shown.String())
	for _, use := range anAction.FindAllStringSubmatch(string(text), -1) {
		require.Regexp(t, pinned, use[1], "an action is named with its version")
	}
	var w struct {
		Permissions map[string]string `json:"permissions"`
	}
	require.NoError(t, strict.Unmarshal(text, &w))
	require.Equal(t, map[string]string{"contents": "read"}, w.Permissions, "a workflow may read, and no more")
}

// assignment makes one with the course's own command.
func assignment(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "assignment")
	cmd := exec.Command("go", "run", "./cmd/course", "assign", "lru-cache", "--dir", dir,
		"--course-repository", "OWNER/NAME", "--course-ref", strings.Repeat("0", 40), "--seed", "1")
	cmd.Dir, cmd.Env = root, append(os.Environ(), "GOWORK=", "GOFLAGS=")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return dir
}

// A gitlabJob has the keys that the files use; another one is an error. GitLab's
// own schema is larger.
type gitlabJob struct {
	Stage         string            `json:"stage"`
	Image         any               `json:"image"`
	When          string            `json:"when"`
	Timeout       string            `json:"timeout"`
	Interruptible bool              `json:"interruptible"`
	Variables     map[string]string `json:"variables"`
	Script        []string          `json:"script"`
	Parallel      struct {
		Matrix []map[string][]string `json:"matrix"`
	} `json:"parallel"`
	Artifacts struct {
		When     string            `json:"when"`
		Paths    []string          `json:"paths"`
		ExpireIn string            `json:"expire_in"`
		Reports  map[string]string `json:"reports"`
	} `json:"artifacts"`
}

// TestGitLab parses the pipelines and their scripts. That GitLab takes them, only
// GitLab can say.
func TestGitLab(t *testing.T) {
	for _, file := range []string{"../ci/gitlab-matrix.yml", filepath.Join(assignment(t), ".gitlab-ci.yml")} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var pipeline map[string]any
		require.NoError(t, strict.UnmarshalStrict(text, &pipeline), file)
		jobs := 0
		for name, value := range pipeline {
			if name == "stages" || name == "variables" || name == "default" {
				continue
			}
			body, err := strict.Marshal(value)
			require.NoError(t, err)
			var job gitlabJob
			require.NoError(t, strict.UnmarshalStrict(body, &job), "%s: %s", file, name)
			require.NotEmpty(t, job.Script, "%s: %s", file, name)
			parsesAsShell(t, strings.Join(job.Script, "\n"))
			jobs++
		}
		require.NotZero(t, jobs, file)
	}
}

func parsesAsShell(t *testing.T, script string) {
	t.Helper()
	cmd := exec.Command("sh", "-n")
	cmd.Stdin = strings.NewReader(script)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s\n%s", script, out)
}
