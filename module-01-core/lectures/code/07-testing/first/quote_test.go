package first

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

func TestUnquote(t *testing.T) {
	for name, c := range map[string]struct {
		line, value, rest string
		err               error
	}{
		"empty":             {`""`, "", "", nil},
		"plain":             {`"disk full" level=1`, "disk full", " level=1", nil},
		"escaped quote":     {`"say \"yes\""`, `say "yes"`, "", nil},
		"escaped backslash": {`"C:\\"`, `C:\`, "", nil},
		"not ASCII":         {`"größer"`, "größer", "", nil},
		"no opening quote":  {`disk`, "", "disk", ErrNoQuote},
		"no closing quote":  {`"disk`, "", `"disk`, ErrOpen},
	} {
		t.Run(name, func(t *testing.T) {
			value, rest, err := Unquote(c.line)
			if value != c.value || rest != c.rest || !errors.Is(err, c.err) {
				t.Errorf("Unquote(%q) = %q, %q, %v\n      want %q, %q, %v",
					c.line, value, rest, err, c.value, c.rest, c.err)
			}
		})
	}
}

func TestRoundTrip(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	alphabet := []rune(`ab "\ö€`)
	for range 10_000 {
		value := make([]rune, random.IntN(20))
		for i := range value {
			value[i] = alphabet[random.IntN(len(alphabet))]
		}
		roundTrip(t, string(value))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func roundTrip(t *testing.T, value string) {
	t.Helper()
	const tail = ` level=1`
	got, rest, err := Unquote(Quote(value) + tail)
	if got != value || rest != tail || err != nil {
		t.Errorf("Unquote(Quote(%q)) = %q, %q, %v", value, got, rest, err)
	}
}

func BenchmarkUnquote(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			line := Quote(strings.Repeat("x", n))
			b.SetBytes(int64(n))
			for b.Loop() {
				_, _, err := Unquote(line)
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
