// Package topic says what topics and patterns are, and which match. It has no
// state.
package topic

import (
	"errors"
	"fmt"
	"strings"
)

// Limits of topics and patterns.
const (
	MaxBytes  = 128
	MaxTokens = 16
)

// Check returns what keeps s from being a topic, or nil.
func Check(s string) error {
	return check(s, func(token string, _ bool) error { return checkToken(token) })
}

// CheckPattern returns what keeps s from being a pattern, or nil.
func CheckPattern(s string) error {
	return check(s, func(token string, last bool) error {
		switch {
		case token == "*", token == ">" && last:
			return nil
		case token == ">":
			return errors.New("> is not the last token")
		}
		return checkToken(token)
	})
}

// IsTopic reports whether a pattern is a topic: it has no * and no >.
func IsTopic(pattern string) bool { return !strings.ContainsAny(pattern, "*>") }

// Match reports whether a topic, for which Check is nil, matches a pattern, for
// which CheckPattern is nil.
func Match(pattern, topic string) bool {
	for {
		p, patternRest, morePattern := strings.Cut(pattern, ".")
		t, topicRest, moreTopic := strings.Cut(topic, ".")
		switch {
		case p == ">":
			return true
		case p != "*" && p != t:
			return false
		case !morePattern || !moreTopic:
			return morePattern == moreTopic
		}
		pattern, topic = patternRest, topicRest
	}
}

func check(s string, token func(token string, last bool) error) error {
	if len(s) > MaxBytes {
		return fmt.Errorf("%d bytes, where at most %d are allowed", len(s), MaxBytes)
	}
	tokens := strings.Split(s, ".")
	if len(tokens) > MaxTokens {
		return fmt.Errorf("%q: %d tokens, where at most %d are allowed", s, len(tokens), MaxTokens)
	}
	for i, t := range tokens {
		if t == "" {
			return fmt.Errorf("%q: token %d is empty", s, i+1)
		}
		if err := token(t, i == len(tokens)-1); err != nil {
			return fmt.Errorf("%q: %w", s, err)
		}
	}
	return nil
}

func checkToken(token string) error {
	for _, c := range token {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '-':
		default:
			return fmt.Errorf("%q can't be in a token", c)
		}
	}
	return nil
}
