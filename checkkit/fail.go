package checkkit

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// A Failure is what a check has to say to the person whose code fails it.
type Failure struct {
	Expected string // what should have been seen, in the terms of the exercise
	Got      string // what was seen
	Because  string // why it is expected: the rule that the code broke
}

// String returns the failure as lines of a label and a text. Lines after the
// first of a text are indented below it.
func (f Failure) String() string {
	var b strings.Builder
	for _, part := range []struct{ label, text string }{
		{"expected", f.Expected}, {"got", f.Got}, {"because", f.Because},
	} {
		if part.text == "" {
			continue
		}
		text := strings.ReplaceAll(strings.TrimRight(part.text, "\n"), "\n", "\n          ")
		fmt.Fprintf(&b, "\n%-9s %s", part.label, text)
	}
	return b.String()
}

// Fail reports f and ends the check. It must be called from the check's own
// goroutine, as [testing.T.FailNow].
func Fail(t testing.TB, f Failure) {
	t.Helper()
	t.Fatal(f.String())
}

// Equal ends the check unless got equals want. What names the expression that
// was evaluated, such as `Get("pear")`; because is a format for args. Byte
// slices are equal when their bytes are, numbers only when their types are
// the same too.
func Equal(t testing.TB, what string, got, want any, because string, args ...any) {
	t.Helper()
	if equal(got, want) {
		return
	}
	g, w := show(got), show(want)
	if g == w {
		g, w = fmt.Sprintf("%s (%T)", g, got), fmt.Sprintf("%s (%T)", w, want)
	}
	Fail(t, Failure{what + " = " + w, g, fmt.Sprintf(because, args...)})
}

// True ends the check unless got holds; what names the condition.
func True(t testing.TB, what string, got bool, because string, args ...any) {
	t.Helper()
	Equal(t, what, got, true, because, args...)
}

// False ends the check if got holds; what names the condition.
func False(t testing.TB, what string, got bool, because string, args ...any) {
	t.Helper()
	Equal(t, what, got, false, because, args...)
}

// NoError ends the check if err is not nil; what names the call.
func NoError(t testing.TB, what string, err error, because string, args ...any) {
	t.Helper()
	if err != nil {
		Fail(t, Failure{what + " without an error", "the error " + quote(err.Error()), fmt.Sprintf(because, args...)})
	}
}

// ErrorIs ends the check unless errors.Is(err, target); what names the call.
func ErrorIs(t testing.TB, what string, err, target error, because string, args ...any) {
	t.Helper()
	if target == nil {
		Fail(t, Failure{what + " to return an error that the package declares", "a variable for it that is nil", fmt.Sprintf(because, args...)})
	}
	if errors.Is(err, target) {
		return
	}
	got := "no error"
	if err != nil {
		got = fmt.Sprintf("the error %s (%T), for which errors.Is says no", quote(err.Error()), err)
	}
	Fail(t, Failure{fmt.Sprintf("%s to return the error %s", what, quote(target.Error())), got, fmt.Sprintf(because, args...)})
}

func equal(got, want any) bool {
	a, aIsBytes := got.([]byte)
	b, bIsBytes := want.([]byte)
	if aIsBytes && bIsBytes {
		return string(a) == string(b)
	}
	return reflect.DeepEqual(got, want)
}

// showLimit is the length, in bytes, at which a shown value is cut.
const showLimit = 2000

func show(v any) string {
	var s string
	switch v := v.(type) {
	case string:
		s = quote(v)
	case []byte:
		s = quote(string(v))
	case error:
		s = "the error " + quote(v.Error())
	case fmt.Stringer:
		s = showStringer(v)
	case []string:
		s = fmt.Sprintf("%q", v)
	default:
		s = fmt.Sprintf("%+v", v)
	}
	if len(s) > showLimit {
		return fmt.Sprintf("%s… (%d bytes in all)", s[:showLimit], len(s))
	}
	return s
}

// showStringer guards against a String method, which may be the student's,
// that panics on the value it is given.
func showStringer(v fmt.Stringer) (s string) {
	defer func() {
		if r := recover(); r != nil {
			s = fmt.Sprintf("a %T whose String method panics: %v", v, r)
		}
	}()
	return v.String()
}

func quote(s string) string {
	return fmt.Sprintf("%q", s)
}
