package main

import (
	"testing"

	"systems.course/module01/07-testing/first"
)

// FuzzUnquote has three properties: Quote is undone whatever the value is, any
// line gets the answer of the version that is slow and plain, and the parts of a
// line are never more than the line.
func FuzzUnquote(f *testing.F) {
	for _, line := range []string{``, `"`, `"\`, `"a" level=1`, `"a\"b\\"`, "\"\x81\"", `"\x`} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if value, rest, err := unquote(first.Quote(line) + "tail"); value != line || rest != "tail" || err != nil {
			t.Errorf("unquote(Quote(%q)) = %q, %q, %v", line, value, rest, err)
		}
		value, rest, err := unquote(line)
		wantValue, wantRest, wantErr := bytewise(line)
		if value != wantValue || rest != wantRest || err != wantErr {
			t.Errorf("unquote(%q) = %q, %q, %v\n  bytewise says %q, %q, %v",
				line, value, rest, err, wantValue, wantRest, wantErr)
		}
		if len(value)+len(rest) > len(line) {
			t.Errorf("unquote(%q) = %q, %q: more than there was", line, value, rest)
		}
	})
}

func TestAPlainValueIsNotCopied(t *testing.T) {
	line := first.Quote("disk full")
	allocations := testing.AllocsPerRun(100, func() { _, _, _ = unquote(line) })
	if allocations != 0 {
		t.Errorf("unquote(%q) allocates %.0f times, want 0", line, allocations)
	}
}
