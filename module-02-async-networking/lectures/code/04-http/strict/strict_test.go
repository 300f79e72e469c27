package strict

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestObject(t *testing.T) {
	for data, says := range map[string]string{
		`{}`:                       "",
		` {"text": "x", "n": 1 } `: "",
		``:                         "not an object",
		`[]`:                       "not an object",
		`null`:                     "not an object",
		`{"text": "x"`:             "EOF",
		`{"text": "x"]`:            "invalid character",
		`{"text" "x"}`:             "expected colon",
		`{"text": "x"} x`:          "something follows",
		`{"text": "x", "n": "1"}`:  `"n": json: cannot unmarshal string`,
		`{"Text": "x"}`:            "no member",
		`{"n": 1, "n": 1}`:         `"n" is there twice`,
		`{"n": null}`:              `"n" is null`,
		"{\"text\": \"\xff\"}":     "not UTF-8",
	} {
		var text string
		var n int
		err := Object([]byte(data), map[string]any{"text": &text, "n": &n})
		if says == "" {
			require.NoError(t, err, data)
		} else {
			require.ErrorContains(t, err, says, data)
		}
	}
}
