package checkkit

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// recorder is a testing.TB that keeps what a check under test reports. Its
// FailNow ends the goroutine, as testing.T's does.
type recorder struct {
	testing.TB
	name     string
	failed   bool
	skipped  bool
	lines    []string
	cleanups []func()
}

func (r *recorder) Helper()                      {}
func (r *recorder) Name() string                 { return r.name }
func (r *recorder) Failed() bool                 { return r.failed }
func (r *recorder) Cleanup(f func())             { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Log(args ...any)              { r.lines = append(r.lines, fmt.Sprint(args...)) }
func (r *recorder) Logf(f string, args ...any)   { r.Log(fmt.Sprintf(f, args...)) }
func (r *recorder) FailNow()                     { r.failed = true; runtime.Goexit() }
func (r *recorder) Fatal(args ...any)            { r.Log(args...); r.FailNow() }
func (r *recorder) Fatalf(f string, args ...any) { r.Fatal(fmt.Sprintf(f, args...)) }
func (r *recorder) Errorf(f string, args ...any) { r.failed = true; r.Logf(f, args...) }
func (r *recorder) Skip(args ...any)             { r.skipped = true; r.Log(args...); runtime.Goexit() }
func (r *recorder) Skipf(f string, args ...any)  { r.Skip(fmt.Sprintf(f, args...)) }

// record runs a check and its cleanups and returns what it reported.
func record(check func(testing.TB)) (r *recorder, panicked any) {
	r = &recorder{name: "TestOfATest"}
	done := make(chan any)
	go func() {
		defer func() { done <- recover() }()
		check(r)
	}()
	panicked = <-done
	for _, f := range slices.Backward(r.cleanups) {
		f()
	}
	return r, panicked
}

func TestFailureMessages(t *testing.T) {
	tests := []struct {
		name  string
		check func(testing.TB)
		want  string // empty: no failure
	}{
		{"equal", func(t testing.TB) { Equal(t, "f(1)", 2, 2, "") }, ""},
		{"unequal", func(t testing.TB) { Equal(t, `Get("a")`, 1, 2, "%s says so", "rule 3") },
			"expected  Get(\"a\") = 2\ngot       1\nbecause   rule 3 says so"},
		{"same text, other type", func(t testing.TB) { Equal(t, "n", int64(1), 1, "") },
			"expected  n = 1 (int)\ngot       1 (int64)"},
		{"strings are quoted", func(t testing.TB) { Equal(t, "s", "a\r\n", "a\n", "") },
			"expected  s = \"a\\n\"\ngot       \"a\\r\\n\""},
		{"bytes, nil and empty", func(t testing.TB) { Equal(t, "b", []byte(nil), []byte{}, "") }, ""},
		{"slices, nil and empty", func(t testing.TB) { Equal(t, "s", []int(nil), []int{1}, "") },
			"expected  s = [1]\ngot       []"},
		{"a Stringer that panics", func(t testing.TB) { Equal(t, "v", (*bad)(nil), any(nil), "") },
			"expected  v = <nil>\ngot       a *checkkit.bad whose String method panics: bad"},
		{"cut", func(t testing.TB) { Equal(t, "v", strings.Repeat("x", 5000), "x", "") },
			"expected  v = \"x\"\ngot       \"" + strings.Repeat("x", showLimit-1) + "… (5002 bytes in all)"},
		{"true", func(t testing.TB) { True(t, "c.Has(1)", false, "why") },
			"expected  c.Has(1) = true\ngot       false\nbecause   why"},
		{"false", func(t testing.TB) { False(t, "c.Has(1)", false, "why") }, ""},
		{"no error", func(t testing.TB) { NoError(t, "New(1)", errors.New("boo"), "why") },
			"expected  New(1) without an error\ngot       the error \"boo\"\nbecause   why"},
		{"an error", func(t testing.TB) { ErrorIs(t, "Open", nil, fs.ErrNotExist, "why") },
			"expected  Open to return the error \"file does not exist\"\ngot       no error\nbecause   why"},
		{"an error that is nil", func(t testing.TB) { ErrorIs(t, "Open", nil, nil, "why") },
			"expected  Open to return an error that the package declares\ngot       a variable for it that is nil\nbecause   why"},
		{"the wrapped error", func(t testing.TB) {
			ErrorIs(t, "Open", fmt.Errorf("open: %w", fs.ErrNotExist), fs.ErrNotExist, "why")
		}, ""},
		{"lines below lines", func(t testing.TB) { Fail(t, Failure{Expected: "a\nb", Got: "c"}) },
			"expected  a\n          b\ngot       c"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, panicked := record(tt.check)
			if panicked != nil {
				t.Fatalf("panicked: %v", panicked)
			}
			if got := strings.TrimPrefix(strings.Join(r.lines, "\n"), "\n"); got != tt.want || r.failed != (tt.want != "") {
				t.Errorf("failed: %v, message:\n%s\nwant:\n%s", r.failed, got, tt.want)
			}
		})
	}
}

type bad struct{}

func (*bad) String() string { panic("bad") }

func TestWithin(t *testing.T) {
	block := make(chan struct{})
	defer close(block)
	r, _ := record(func(t testing.TB) { Within(t, time.Millisecond, "the wait to end", "why", func() { <-block }) })
	if !r.failed || !strings.Contains(r.lines[0], "the wait to end within 1ms") {
		t.Errorf("a wait without an end: failed %v, %q", r.failed, r.lines)
	}
	r, panicked := record(func(t testing.TB) { Within(t, time.Minute, "f", "why", func() { panic("oh") }) })
	if panicked != "oh" || r.failed {
		t.Errorf("a panic of f: %v came out", panicked)
	}
	_, panicked = record(func(t testing.TB) { Within(t, time.Minute, "f", "why", runtime.Goexit) })
	if panicked != "f ended its goroutine (runtime.Goexit)" {
		t.Errorf("a Goexit of f: %v came out", panicked)
	}
	if r, _ = record(func(t testing.TB) { Within(t, time.Minute, "f", "why", func() {}) }); r.failed {
		t.Errorf("f returned, and yet: %q", r.lines)
	}
}

func TestEventually(t *testing.T) {
	n := 0
	r, _ := record(func(t testing.TB) {
		Eventually(t, time.Minute, "the third", "why", func() bool { n++; return n == 3 })
	})
	if r.failed || n != 3 {
		t.Errorf("failed %v after %d calls", r.failed, n)
	}
	r, _ = record(func(t testing.TB) {
		Eventually(t, time.Millisecond, "never", "why", func() bool { return false })
	})
	if !r.failed {
		t.Error("what never holds passed")
	}
}

func TestRandIsRepeatable(t *testing.T) {
	t.Setenv("COURSE_SEED", "42")
	first, second := Rand(t).Words(200), Rand(t).Words(200)
	if !slices.Equal(first, second) {
		t.Errorf("the same seed gave %q and %q", first[:5], second[:5])
	}
	var asSubtest []string
	r, _ := record(func(t testing.TB) { t.(*recorder).name = "TestCourse/TestX"; asSubtest = Rand(t).Words(3) })
	record(func(t testing.TB) {
		t.(*recorder).name = "TestX"
		if alone := Rand(t).Words(3); !slices.Equal(alone, asSubtest) {
			r.failed = true
		}
	})
	if r.failed {
		t.Error("a check gets other words under the course command than under go test")
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(first)))
	if len(distinct) != 200 {
		t.Errorf("200 words were asked for, %d are distinct", len(distinct))
	}
}

func TestRandPrintsItsSeedOnFailure(t *testing.T) {
	t.Setenv("COURSE_SEED", "42")
	r, _ := record(func(t testing.TB) { Rand(t); t.Fatal("x") })
	if want := "random input of COURSE_SEED=42"; !slices.Contains(r.lines, want) {
		t.Errorf("got %q, want a line %q", r.lines, want)
	}
	t.Setenv("COURSE_SEED", "a lot")
	if r, _ = record(func(t testing.TB) { Rand(t) }); !r.failed {
		t.Error("a seed that is no number passed")
	}
}
