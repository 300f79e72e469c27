package chat_test

import (
	"fmt"
	"slices"
	"strings"

	"systems.course/checkkit"
)

// A message is a line of the server, as RFC 2812 has it in 2.3.1.
type message struct {
	raw     string // without CRLF
	prefix  string // without the colon, "" for none
	command string
	params  []string
}

func parse(line string) message {
	m := message{raw: line}
	rest := line
	if strings.HasPrefix(rest, ":") {
		m.prefix, rest, _ = strings.Cut(rest[1:], " ")
	}
	rest, trailing, has := strings.Cut(rest, " :")
	words := strings.Fields(rest)
	if len(words) > 0 {
		m.command, m.params = words[0], words[1:]
	}
	if has {
		m.params = append(m.params, trailing)
	}
	return m
}

// from returns the nickname in the prefix, or the server's name.
func (m message) from() string {
	nick, _, _ := strings.Cut(m.prefix, "!")
	return nick
}

// last returns the last parameter, "" if there is none.
func (m message) last() string {
	if len(m.params) == 0 {
		return ""
	}
	return m.params[len(m.params)-1]
}

// replies returns the messages that are one of these numerics with these
// parameters after the first.
func replies(got []message, numerics string, params ...string) []message {
	var found []message
	for _, m := range got {
		if slices.Contains(strings.Split(numerics, "|"), m.command) && len(m.params) > 0 && begins(m.params[1:], params) {
			found = append(found, m)
		}
	}
	return found
}

// begins reports whether the parameters begin with those wanted. Names of
// channels are compared as CASEMAPPING=ascii has it.
func begins(params, want []string) bool {
	if len(params) < len(want) {
		return false
	}
	for i, w := range want {
		same := params[i] == w || strings.HasPrefix(w, "#") && strings.EqualFold(params[i], w)
		if w != anything && !same {
			return false
		}
	}
	return true
}

// names returns the members that NAMES replies (353) list, sorted, as they are
// listed: with @ or + in front.
func names(got []message, channel string) []string {
	members := []string{}
	for _, m := range replies(got, "353", anything, channel) {
		members = append(members, strings.Fields(m.last())...)
	}
	slices.Sort(members)
	return members
}

// sorted returns the words in the order of names.
func sorted(words ...string) []string {
	slices.Sort(words)
	return words
}

func show(got []message) string {
	if len(got) == 0 {
		return "no message"
	}
	var lines []string
	for i, m := range got {
		if i >= 20 {
			lines = append(lines, fmt.Sprintf("and %d more", len(got)-i))
			break
		}
		lines = append(lines, clip(m.raw))
	}
	return strings.Join(lines, "\n")
}

func shown(params []string) string {
	var words []string
	for i, p := range params {
		switch {
		case p == anything:
			p = "…"
		case i == len(params)-1 && (p == "" || strings.HasPrefix(p, ":") || strings.Contains(p, " ")):
			p = ":" + p
		}
		words = append(words, p)
	}
	return strings.Join(words, " ")
}

// clip quotes a text, without its middle if it is long.
func clip(text string) string {
	if len(text) > 200 {
		return fmt.Sprintf("%q…%q (%d bytes)", text[:120], text[len(text)-40:], len(text))
	}
	return fmt.Sprintf("%q", text)
}

// nicknames returns n nicknames, no two of them equal, of at most nine bytes.
func nicknames(r *checkkit.Random, n int) []string {
	var nicks []string
	for _, word := range r.Words(4 * n) {
		if nick := word[:min(len(word), 9)]; !slices.Contains(nicks, nick) && len(nicks) < n {
			nicks = append(nicks, nick)
		}
	}
	return nicks
}

// sentence returns some words with blanks and a colon between.
func sentence(r *checkkit.Random) string {
	return strings.Join(r.Words(3), " ") + ": " + strings.Join(r.Words(2), "  ")
}
