package doc

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Encode returns a value as the format writes it within a line. A value is a
// string, bool, int64, float64, nil, []any or map[string]any of such. Like is
// what stood there before, "" if nothing: its quotes are kept where they can
// hold the new value. The error says what the format cannot express.
func Encode(f Format, value any, like string) (string, error) {
	switch v := value.(type) {
	case nil:
		if f == TOML {
			return "", fmt.Errorf("TOML has no null")
		}
		return "null", nil
	case bool:
		return strconv.FormatBool(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		return encodeFloat(f, v)
	case string:
		return encodeString(f, v, like), nil
	case []any:
		return encodeList(f, v, like)
	case map[string]any:
		return encodeTable(f, v)
	}
	return "", fmt.Errorf("a %T is no value of a document", value)
}

func encodeFloat(f Format, v float64) (string, error) {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		text := map[bool]string{true: "inf", false: "nan"}[math.IsInf(v, 0)]
		if v < 0 {
			text = "-" + text
		}
		switch f {
		case TOML:
			return text, nil
		case YAML:
			return strings.Replace("."+text, ".-", "-.", 1), nil
		default:
			return "", fmt.Errorf("JSON has no %s", text)
		}
	}
	text := strconv.FormatFloat(v, 'g', -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text, nil
}

func encodeList(f Format, items []any, like string) (string, error) {
	parts := make([]string, len(items))
	for i, item := range items {
		text, err := Encode(f, item, firstQuoted(like))
		if err != nil {
			return "", err
		}
		parts[i] = text
	}
	return "[" + strings.Join(parts, ", ") + "]", nil
}

// firstQuoted returns the first item of a list between brackets, as far as its
// quote is concerned.
func firstQuoted(like string) string {
	return strings.TrimLeft(like, "[ \t\r\n")
}

func encodeTable(f Format, table map[string]any) (string, error) {
	parts := make([]string, 0, len(table))
	for _, key := range slices.Sorted(maps.Keys(table)) {
		text, err := Encode(f, table[key], "")
		if err != nil {
			return "", err
		}
		parts = append(parts, EncodeKey(f, key)+separator(f)+text)
	}
	inside := strings.Join(parts, ", ")
	if f == TOML && inside != "" {
		inside = " " + inside + " "
	}
	return "{" + inside + "}", nil
}

func separator(f Format) string {
	if f == TOML {
		return " = "
	}
	return ": "
}

// EncodeKey returns a key as the format writes it.
func EncodeKey(f Format, key string) string {
	if f == TOML && key != "" && strings.IndexFunc(key, func(r rune) bool {
		return !(r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == '-' || r == '_')
	}) < 0 {
		return key
	}
	return encodeString(f, key, "")
}

func encodeString(f Format, s, like string) string {
	single := strings.HasPrefix(like, "'") && !strings.HasPrefix(like, "'''")
	switch {
	case f == JSON:
		return quoteJSON(s)
	case single && f == TOML && printable(s) && !strings.Contains(s, "'"):
		return "'" + s + "'"
	case single && f == YAML && printable(s):
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	case f == YAML && !strings.HasPrefix(like, `"`) && plainSafe(s):
		return s
	}
	return quoteDouble(s)
}

func printable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// plainSafe reports whether YAML reads s back as the same string without
// quotes. It says no to some that it would.
func plainSafe(s string) bool {
	if s == "" || plainKind(s) != String || !unicode.IsLetter(rune(s[0])) && s[0] != '/' && s[0] != '_' && !isDigit(s[0]) {
		return false
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off": // bools to readers of YAML 1.1
		return false
	}
	if strings.HasSuffix(s, ":") {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || strings.IndexByte("-_./+@%=", c) >= 0 ||
			c == ':' && i+1 < len(s) && s[i+1] != ' ' || c == ' ' && i+1 < len(s) && s[i+1] != ' ') {
			return false
		}
	}
	return !looksNumeric(s)
}

// looksNumeric is for what other readers of YAML take for a number or a time.
func looksNumeric(s string) bool {
	return strings.ContainsAny(s, "0123456789") && strings.Trim(s, "0123456789_.:+-eExXoObBaAcCdDfF") == "" || s[0] == '0' ||
		len(s) > 4 && isDigit(s[0]) && s[4] == '-'
}

// quoteDouble is a string between double quotes, as TOML and YAML both read it.
func quoteDouble(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func quoteJSON(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return strconv.Quote(s) // a string is never refused
	}
	return strings.TrimSuffix(b.String(), "\n")
}
