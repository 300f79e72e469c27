package irc

import "strings"

// Mask returns a ban mask in its full form nick!user@host; parts that are missing
// or empty become *. So "al" is al!*@*, and "*@1.2.3.4" is *!*@1.2.3.4.
func Mask(text string) string {
	nick, rest, bang := strings.Cut(text, "!")
	user, host, _ := strings.Cut(rest, "@")
	if before, after, at := strings.Cut(text, "@"); at && !bang {
		nick, user, host = "*", before, after
	}
	star := func(s string) string {
		if s == "" {
			return "*"
		}
		return s
	}
	return star(nick) + "!" + star(user) + "@" + star(host)
}

// Match reports whether mask, in which * stands for any bytes and ? for one,
// matches all of text, letters' case aside (RFC 2812, section 2.5). It takes at most
// len(mask) times len(text) steps: after a mismatch only the last * is tried again.
func Match(mask, text string) bool {
	mask, text = Fold(mask), Fold(text)
	m, t := 0, 0
	star, resume := -1, 0
	for t < len(text) {
		switch {
		case m < len(mask) && mask[m] == '*':
			star, resume = m, t
			m++
		case m < len(mask) && (mask[m] == '?' || mask[m] == text[t]):
			m++
			t++
		case star >= 0:
			resume++
			m, t = star+1, resume
		default:
			return false
		}
	}
	return strings.Trim(mask[m:], "*") == ""
}
