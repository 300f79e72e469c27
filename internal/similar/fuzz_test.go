package similar

import (
	"bytes"
	"fmt"
	"go/scanner"
	"go/token"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzCompare expects of any two texts that nothing fails, that a text has all
// in common with itself, and that regions are what they say.
func FuzzCompare(f *testing.F) {
	f.Add([]byte(sum), []byte(other))
	f.Add([]byte(sum+other), []byte(other+sum))
	f.Add([]byte(strings.Repeat("{,},", 100)), []byte(strings.Repeat("{};", 100)))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		p, q := one(string(a)), one(string(b))
		m := compareTwo(t, p, q)
		require.Equal(t, mirrored(m), sorted(compareTwo(t, q, p)))
		require.LessOrEqual(t, m.Share, 1.0)
		checkSpans(t, m, a, b)
		if same := compareTwo(t, p, p); same.Share != 0 {
			require.Equal(t, 1.0, same.Share)
		}
	})
}

func checkSpans(t *testing.T, m Match, a, b []byte) {
	t.Helper()
	longest := countTokens(a)
	for _, r := range m.Regions {
		require.GreaterOrEqual(t, r.Tokens, defaultGrams.k)
		require.LessOrEqual(t, r.Tokens, longest)
		longest = r.Tokens
		for _, s := range []struct {
			span Span
			text []byte
		}{{r.A, a}, {r.B, b}} {
			require.LessOrEqual(t, 1, s.span.First)
			require.LessOrEqual(t, s.span.First, s.span.Last)
			require.LessOrEqual(t, s.span.Last, 1+bytes.Count(s.text, []byte("\n")))
		}
	}
}

func countTokens(text []byte) (n int) {
	for sc, _ := newScanner(text, scanner.Mode(0)); ; n++ {
		if _, tok, _ := sc.Scan(); tok == token.EOF {
			return n
		}
	}
}

// BenchmarkClass compares 200 programs of 1,000 lines: each unlike the others,
// and all of them copies, which is the most there can be to find.
func BenchmarkClass(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	text := func() Program {
		var t strings.Builder
		for range 1000 {
			fmt.Fprintln(&t, strings.Join(randomTokens(r, 8), " "))
		}
		return one(t.String())
	}
	unlike, alike := make([]Program, 200), make([]Program, 200)
	for i := range unlike {
		unlike[i] = text()
		alike[i] = unlike[0]
	}
	for name, programs := range map[string][]Program{"unlike": unlike, "alike": alike} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := Compare(b.Context(), programs, nil, Options{})
				require.NoError(b, err)
			}
		})
	}
}
