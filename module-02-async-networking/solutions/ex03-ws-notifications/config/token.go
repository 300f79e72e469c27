package config

import (
	"bufio"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
	"strings"
)

// A Right is something that a token allows.
type Right uint8

const (
	Publish Right = 1 << iota
	Subscribe
	Metrics
)

// A Token says who somebody is and what they may do. It holds a hash of the
// secret, so that no printing of it can show the secret.
type Token struct {
	Name   string // of the user, as others see it
	Rights Right  // a set
	hash   [sha256.Size]byte
}

// NewToken returns a token for a secret.
func NewToken(name string, rights Right, secret string) Token {
	return Token{Name: name, Rights: rights, hash: sha256.Sum256([]byte(secret))}
}

// Is reports whether this is the token of the secret. How long it takes does not
// depend on how much of the secret is right.
func (t Token) Is(secret string) bool {
	hash := sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(hash[:], t.hash[:]) == 1
}

// May reports whether the token has the right.
func (t Token) May(right Right) bool { return t.Rights&right != 0 }

// ParseToken reads NAME:RIGHTS:SECRET, where RIGHTS is a list of publish,
// subscribe and metrics with commas between, and SECRET may have colons in it.
// An error doesn't say the secret.
func ParseToken(s string) (Token, error) {
	parts := strings.SplitN(s, ":", 3)
	if len(parts) < 3 || parts[0] == "" || parts[2] == "" {
		return Token{}, fmt.Errorf("a token has the form NAME:RIGHTS:SECRET, and none of the three is empty")
	}
	var rights Right
	for word := range strings.SplitSeq(parts[1], ",") {
		right, ok := map[string]Right{"publish": Publish, "subscribe": Subscribe, "metrics": Metrics}[word]
		if !ok {
			return Token{}, fmt.Errorf("token %s: right %q: publish, subscribe and metrics are possible", parts[0], word)
		}
		rights |= right
	}
	return NewToken(parts[0], rights, parts[2]), nil
}

// ReadTokens reads tokens, a line each. Empty lines and those that begin with #
// are passed over.
func ReadTokens(r io.Reader) ([]Token, error) {
	var tokens []Token
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		token, err := ParseToken(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		tokens = append(tokens, token)
	}
	return tokens, lines.Err()
}
