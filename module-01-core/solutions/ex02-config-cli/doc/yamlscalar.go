package doc

import (
	"bytes"
	"strings"

	"github.com/goccy/go-yaml/token"
)

// scalarEnd returns the offset after a scalar that begins at start. It reports
// false for one on several lines, whose last line it looks for.
func (r *yamlReader) scalarEnd(t *token.Token, start int) (int, bool) {
	source := r.p.d.Source
	end := start
	switch t.Type {
	case token.SingleQuoteType:
		end = quotedEnd(source, start, '\'')
	case token.DoubleQuoteType:
		end = quotedEnd(source, start, '"')
	default:
		if bytes.HasPrefix(source[start:], []byte(t.Value)) {
			return start + len(t.Value), true
		}
		end = plainEnd(source, start, t.Value)
	}
	return end, !bytes.ContainsRune(source[start:end], '\n')
}

// quotedEnd returns the offset after the quote that ends the string at start.
func quotedEnd(source []byte, start int, quote byte) int {
	for i := start + 1; i < len(source); i++ {
		switch {
		case source[i] == '\\' && quote == '"':
			i++
		case source[i] == quote && quote == '\'' && i+1 < len(source) && source[i+1] == quote:
			i++
		case source[i] == quote:
			return i + 1
		}
	}
	return len(source)
}

// plainEnd finds the end of a plain scalar whose lines were folded into text.
func plainEnd(source []byte, start int, text string) int {
	end := start
	for _, word := range strings.Fields(text) {
		i := bytes.Index(source[end:], []byte(word))
		if i < 0 {
			return end
		}
		end += i + len(word)
	}
	return end
}

// blockEnd returns the offset after the last line of the block scalar whose
// header begins at start: the lines that follow and are blank or further to the
// right than what it stands in. Blank lines at its end are left out.
func (r *yamlReader) blockEnd(start, indent int) int {
	source := r.p.d.Source
	end := r.p.d.lineEnd(start)
	for at := end; at < len(source); at = r.p.d.lineEnd(at) {
		line := source[at:r.p.d.lineEnd(at)]
		text := bytes.TrimLeft(line, " ")
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		if len(line)-len(text) <= max(indent, 0) && indent >= 0 {
			break
		}
		end = r.p.d.lineEnd(at)
	}
	if end > start && source[end-1] == '\n' {
		end--
	}
	return end
}

// plainKind is YAML 1.2's core schema: what a scalar without quotes is.
func plainKind(text string) Kind {
	switch text {
	case "", "~", "null", "Null", "NULL":
		return Null
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return Bool
	}
	if isYAMLSpecial(text) {
		return Float
	}
	digits := strings.TrimLeft(text[:1], "+-") + text[1:]
	switch {
	case allOf(digits, "0123456789"):
		return Int
	case strings.HasPrefix(text, "0x") && allOf(text[2:], "0123456789abcdefABCDEF"), strings.HasPrefix(text, "0o") && allOf(text[2:], "01234567"):
		return Int
	case isYAMLFloat(digits):
		return Float
	}
	return String
}

func isYAMLSpecial(text string) bool {
	switch strings.TrimLeft(text, "+-") {
	case ".inf", ".Inf", ".INF":
		return len(text) <= len("-.inf")
	}
	return text == ".nan" || text == ".NaN" || text == ".NAN"
}

// isYAMLFloat is ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
func isYAMLFloat(s string) bool {
	mantissa, exponent, scientific := cutAny(s, "eE")
	if scientific {
		if exponent != "" && (exponent[0] == '-' || exponent[0] == '+') {
			exponent = exponent[1:]
		}
		if !allOf(exponent, "0123456789") {
			return false
		}
	}
	whole, fraction, point := strings.Cut(mantissa, ".")
	switch {
	case whole == "":
		return point && allOf(fraction, "0123456789")
	case !allOf(whole, "0123456789"):
		return false
	}
	return fraction == "" || allOf(fraction, "0123456789")
}

func cutAny(s, set string) (before, after string, found bool) {
	if i := strings.IndexAny(s, set); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// allOf reports whether s has bytes, and none but those of the set.
func allOf(s, set string) bool {
	return s != "" && strings.Trim(s, set) == ""
}
