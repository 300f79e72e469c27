package checker_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/checker"
)

func TestSuspects(t *testing.T) {
	d := newDemo(t, "counter")
	files := d.with(map[string]string{
		"a.go": "package counter\n\nimport _ \"unsafe\"\n\n//go:linkname x time.now\nfunc x()\n",
		"b.go": "package counter\n\nimport _ \"syscall\"\n\nimport _ \"testing/iotest\"\n\nimport \"runtime/debug\"\n\nvar _ = debug.WriteHeapDump\n",
		"x.s":  "\n",
	})
	c, r := run(t, d.job(t, files), 1)
	require.Equal(t, checker.Passed, r.Outcome, "%+v", r)
	require.Equal(t, []string{
		`"a.go":3: "unsafe" can change any memory of the checks`,
		`"a.go":5: //go:linkname can reach unexported parts of the checks`,
		`"b.go":3: "syscall" can end or replace the checks' process`,
		`"b.go":5: "testing/iotest" is not needed: the reference does without it`,
		`"b.go":7: "runtime/debug" is not needed: the reference does without it`,
		`"b.go":9: WriteHeapDump can read any memory of the checks`,
		`"x.s":1: a .s file can change any memory of the checks`,
	}, c.Suspects())
}

// TestSuspectsOfAProgram has a reference that uses in its program, which is a
// process of its own, what no package may use that is linked with the checks.
func TestSuspectsOfAProgram(t *testing.T) {
	d := newDemo(t, "echo")
	c, err := checker.New(t.Context(), d.job(t, d.with(map[string]string{"exit.go": "package echo\n\nimport _ \"syscall\"\n\nimport _ \"net\"\n"})))
	require.NoError(t, err)
	defer func() { require.NoError(t, c.Close()) }()
	require.Equal(t, []string{`"exit.go":3: "syscall" can end or replace the checks' process`}, c.Suspects())
	require.Contains(t, c.Permitted(), `"cmd/echod/main.go":11: "syscall" can end or replace the checks' process`)
	require.Contains(t, c.Permitted(), `"exit.go":5: "net" is not needed: the reference does without it`)
}

// TestSuspectsOfOddFiles hides what is suspect in ways that the compiler takes.
func TestSuspectsOfOddFiles(t *testing.T) {
	d := newDemo(t, "counter")
	deep := strings.Repeat("(", 100_001) + "1" + strings.Repeat(")", 100_001)
	tests := map[string]struct{ text, want string }{
		"a dot import":          {"package counter\n\nimport . \"io\"\n\nfunc init() { EOF = nil }\n", `"odd.go":3: "io" hides what is used of it`},
		"another name":          {"package counter\n\nimport r \"runtime\"\n\nvar _ = r.Stack\n", `"odd.go":5: runtime.Stack can tell which check is running`},
		"an element":            {"package counter\n\nimport u \"unicode\"\n\nfunc init() { u.Categories[\"L\"] = nil; (*u.Letter).R16[0].Lo++ }\n", `"odd.go":5: unicode.Categories is changed, and the checks see it`},
		"a method by name":      {"package counter\n\nimport \"reflect\"\n\nvar _ = reflect.ValueOf(0).MethodByName(\"Unsafe\" + \"Addr\")\n", `"odd.go":5: MethodByName hides which method is called`},
		"checkkit":              {"package counter\n\nimport _ \"systems.course/checkkit\"\n", `"odd.go":3: "systems.course/checkkit" belongs to the checker`},
		"the checker":           {"package counter\n\nimport _ \"course.verdict/key\"\n", `"odd.go":3: "course.verdict/key" belongs to the checker`},
		"a directive of cgo":    {"package counter\n\n//go:cgo_import_dynamic x y \"z\"\n", `"odd.go":3: //go:cgo_import_dynamic can reach`},
		"a setting":             {"//go:debug panicnil=1\npackage counter\n", `"odd.go":1: //go:debug changes how the library behaves`},
		"a universal error":     {"package counter\n\ntype all struct{}\n\nfunc (all) Error() string { return \"\" }\n\nfunc (all) Is(error) bool { return true }\n", `"odd.go":7: a method Is(error) bool can say that an error is any other`},
		"a hidden result":       {"package counter\n\ntype all struct{}\n\nfunc (all) Error() string { return \"\" }\n\nfunc (all) Is(error) (_ (bool)) { return true }\n", `"odd.go":7: a method Is(error) bool can say that an error is any other`},
		"the line that calls":   {"package counter\n\nimport \"log\"\n\nfunc where(l *log.Logger) { _ = l.Output(3, \"\") }\n", `"odd.go":5: Output can tell which check is running`},
		"such a method, kept":   {"package counter\n\nimport \"log\"\n\nvar where = log.Default().Output\n", `"odd.go":5: Output can tell which check is running`},
		"a method by number":    {"package counter\n\nimport \"reflect\"\n\nvar _ = reflect.ValueOf(reflect.Value{}).Method(3)\n", `"odd.go":5: Method hides which method is called`},
		"memory as a slice":     {"package counter\n\nimport \"reflect\"\n\nvar _ = reflect.SliceAt\n", `"odd.go":5: SliceAt can change any memory of the checks`},
		"reflection":            {"package counter\n\nimport _ \"reflect\"\n", `"odd.go":3: "reflect" can change any memory of the checks`},
		"a nesting too deep":    {"package counter\n\nimport _ \"unsafe\"\n\nvar _ = " + deep + "\n\nvar caller = x.Caller\n", `"odd.go":3: "unsafe" can change`},
		"a name in such a file": {"package counter\n\nvar _ = " + deep + "\n\nvar caller = x.Caller\n", `"odd.go":5: Caller can tell which check is running`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := checker.New(t.Context(), d.job(t, d.with(map[string]string{"odd.go": tt.text})))
			require.NoError(t, err)
			defer func() { require.NoError(t, c.Close()) }()
			require.Contains(t, strings.Join(c.Suspects(), "\n"), tt.want)
		})
	}
}
