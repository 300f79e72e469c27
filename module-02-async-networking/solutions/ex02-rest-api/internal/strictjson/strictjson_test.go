package strictjson

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTaken(t *testing.T) {
	for text, want := range map[string]any{
		`null`:                      nil,
		` true `:                    true,
		`-1.50e3`:                   json.Number("-1.50e3"),
		`"\u0041\n\\u\ud83d\ude00"`: "A\n\\u😀",
		`"\\ud800"`:                 `\ud800`,
		`[]`:                        []any{},
		`[1,[2],{}]`:                []any{json.Number("1"), []any{json.Number("2")}, map[string]any{}},
		`{"a":{"a":"b"},"":null}`:   map[string]any{"a": map[string]any{"a": "b"}, "": nil},
		`{"a":[{"b":1},{"b":1}]}`:   map[string]any{"a": []any{map[string]any{"b": json.Number("1")}, map[string]any{"b": json.Number("1")}}},
	} {
		got, err := Parse([]byte(text), 3)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
}

func TestRefused(t *testing.T) {
	for text, want := range map[string]string{
		``:                          "an unexpected end at byte 0",
		`{"a":1`:                    "an unexpected end",
		`{"a":1,"b":2,"a":3}`:       `the name "a" a second time`,
		`{"a":1,"\u0061":2}`:        `the name "a" a second time`,
		`{} {}`:                     "something after the end at byte",
		`{}x`:                       "something after the end",
		`[[[[1]]]]`:                 "too many levels",
		`{"a":{"a":{"a":{}}}}`:      "too many levels",
		`"\ud800"`:                  "an unpaired surrogate at byte 1",
		`"\ud800\u0041"`:            "an unpaired surrogate at byte 1",
		`"x\udc00"`:                 "an unpaired surrogate at byte 2",
		`"\\\ud800"`:                "an unpaired surrogate at byte 3",
		"\"a\xff\"":                 "a byte that is not UTF-8 at byte 2",
		"\"\xed\xa0\x80\"":          "a byte that is not UTF-8 at byte 1",
		`{1:2}`:                     "a syntax error",
		`[1,]`:                      "a syntax error",
		`nul`:                       "a",
		strings.Repeat("[", 100000): "too many levels",
	} {
		_, err := Parse([]byte(text), 3)
		require.ErrorContains(t, err, want, "%.40s", text)
		require.IsType(t, &Error{}, err)
	}
}

// Cut at every byte, an object is no text any more.
func TestCutAtEveryByte(t *testing.T) {
	whole := `{"a":[1,"é\ud83d\ude00",{"b":null}],"c":true}`
	_, err := Parse([]byte(whole), 8)
	require.NoError(t, err)
	for n := range len(whole) {
		_, err := Parse([]byte(whole[:n]), 8)
		require.Error(t, err, whole[:n])
	}
}

// What is taken is JSON, and encoding/json reads the same.
func FuzzParse(f *testing.F) {
	for _, text := range []string{`{"a":[1,2.5e3,"\u00e9\ud83d\ude00"],"b":{}}`, `[1,]`, `{"a" 1}`, `{"a":1,}`, `[,1]`, `{,}`, `"\ud800"`, `1 2`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Parse([]byte(text), 16)
		if err != nil {
			return
		}
		var want any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&want); err != nil || !json.Valid([]byte(text)) {
			t.Fatalf("%q is taken, and is no JSON: %v", text, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: %s, but encoding/json reads %s", text, fmt.Sprint(got), fmt.Sprint(want))
		}
	})
}
