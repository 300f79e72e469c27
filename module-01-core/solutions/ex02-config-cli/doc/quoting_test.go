package doc

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestErrorsQuoteNoValue puts a word where each format takes it for something
// else. Which value is a secret, no parser knows.
func TestErrorsQuoteNoValue(t *testing.T) {
	starts := []string{
		"", "-", "+", "1", "0x", "01", "1e", "1_", "1.", "2024-", "t", "fals", "nul", "i", "+i", "n",
		`"`, `"\`, `"\u12`, `"\x`, "'", `"""`, "'''", `"x" `, "'x' ", `\`,
		"!", "!!", "!<", "! ", "!x{", "!!int ", "!!seq ", "!!map ", "&", "& ", "&x &", "*", "* ", "|", ">", "|1", "@", "`", "%",
		"[", "{", "[[", "{x:", "{x=", "]", "}", ",", "?", "? ", "- ", "<<: ", ": ", "x: ", "#x\n", "\n", "\n\t",
	}
	ends := []string{"", `"`, "'", "]", "}", "\n", ": 1", " = 1", "!", "{", "\n x: y\n", "\n---\n%"}
	broken := 0
	for f, head := range map[Format]string{TOML: "k = ", YAML: "k: ", JSON: `{"k": `} {
		for _, start := range starts {
			for _, end := range ends {
				source := head + start + "ψψψ" + end
				_, err := Parse("f", f, []byte(source))
				if err == nil || strings.Contains(err.Error(), "a second time") {
					continue // it names a key
				}
				broken++
				for _, part := range []string{"ψ", "U+", `\u03`, "Ï"} { // Ï is the first byte of ψ as a character
					require.NotContains(t, err.Error(), part, source)
				}
			}
		}
	}
	require.Greater(t, broken, 500)
}

// TestUnquoted has what the libraries say, with and without what they quote.
func TestUnquoted(t *testing.T) {
	for message, want := range map[string]string{
		"expected newline but got U+0068 'h'":                    "expected newline",
		"unexpected character U+000A at start of value":          "unexpected character at start of value",
		"invalid character at start of key: U+0027 '''":          "invalid character at start of key",
		`expected keyword "true"`:                                "expected a keyword",
		`expected "inf"`:                                         "expected a keyword",
		`multiline basic string not terminated by """`:           `multiline basic string not terminated by """`,
		"expected ',' or ']' after array value":                  "expected ',' or ']' after array value",
		`invalid header option: "a\"b"`:                          "invalid header option",
		`cannot assign default value for "!x" tag`:               "cannot assign default value for tag",
		`unknown YAML version "hunter2"`:                         "unknown YAML version",
		"'@' is a reserved character":                            "found a reserved character",
		`found unknown escape character '\''`:                    "found unknown escape character",
		"found invalid tag character 'h'":                        "found invalid tag character",
		"',' or '}' must be specified":                           "',' or '}' must be specified",
		`invalid character '\'' looking for beginning of value`:  "invalid character looking for beginning of value",
		`invalid character '\u0080' after object key:value pair`: "invalid character after object key:value pair",
		"invalid character 'x' in literal true (expecting 'r')":  "invalid character in a literal",
		"unexpected end of JSON input":                           "unexpected end of JSON input",
		"could not find '[' character corresponding to ']'":      "could not find '[' character corresponding to ']'",
		"invalid character ' ' in string escape code":            "invalid character in string escape code",
		"invalid escape character U+0068 'h'":                    "invalid escape character",
		"expected map key-value delimiter ':'":                   "expected map key-value delimiter ':'",
		"found character '\t' that cannot start any token":       "found character '\t' that cannot start any token",
	} {
		require.Equal(t, want, unquoted(message))
	}
}

// TestTheReplacementCharacter may be meant: only where an escape for no character
// has become one, something is wrong.
func TestTheReplacementCharacter(t *testing.T) {
	for source, f := range map[string]Format{
		`{"a": "\ufffd"}`: JSON, `{"a": "\uFFFD"}`: JSON, "{\"a\": \"\ufffd\"}": JSON, `{"\\\ufffd": "\ud83d\ude00"}`: JSON,
		`a: "\ufffd\U0000FFFD"`: YAML, "a: \ufffd": YAML, "a: '\ufffd'": YAML, "a: |\n  \ufffd": YAML, "a: \ufffd\n \ufffd": YAML,
		`a = "\ufffd\U0000FFFD"`: TOML, "a = '\ufffd'": TOML,
	} {
		_, err := Parse("f", f, []byte(source))
		require.NoError(t, err, source)
	}
}
