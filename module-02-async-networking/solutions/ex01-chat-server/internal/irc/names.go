package irc

import "strings"

// CaseMapping is the name of what Fold does, for ISUPPORT.
const CaseMapping = "ascii"

// ChannelTypes are the bytes that a channel's name can begin with. RFC 2812, section 1.3, has
// & for channels of one server as well; where there is one server, that is the same.
const ChannelTypes = "#"

// Fold returns the form of a nickname or channel that is the same for all names
// that are equal: A to Z become lower case, and nothing else changes. RFC 2812,
// section 2.2, also takes {}|^ for the lower case of []\~; the mapping "ascii" does
// not, and is what most servers announce now.
func Fold(name string) string { return mapped(name, 'A', 'Z', 'a'-'A') }

func upper(name string) string { return mapped(name, 'a', 'z', -('a' - 'A')) }

// mapped shifts the bytes of name from first to last; it allocates only if there
// is one.
func mapped(name string, first, last byte, shift int) string {
	for i := range len(name) {
		if name[i] < first || name[i] > last {
			continue
		}
		folded := []byte(name)
		for ; i < len(folded); i++ {
			if folded[i] >= first && folded[i] <= last {
				folded[i] = byte(int(folded[i]) + shift)
			}
		}
		return string(folded)
	}
	return name
}

// ValidNick reports whether name is a nickname by RFC 2812, section 2.3.1: ASCII
// letters, digits, - and the specials []\`_^{|}, no digit or - first; and of at
// most limit bytes, which RFC 2812 sets to 9.
func ValidNick(name string, limit int) bool {
	if name == "" || len(name) > limit {
		return false
	}
	for i := range len(name) {
		c := name[i]
		switch {
		case letter(c), strings.IndexByte("[]\\`_^{|}", c) >= 0:
		case i > 0 && (c >= '0' && c <= '9' || c == '-'):
		default:
			return false
		}
	}
	return true
}

// ValidChannel reports whether name is a channel's, by RFC 2812, section 1.3: it
// begins with one of ChannelTypes, and has no space, comma, colon, or BEL in it.
// Control characters are out as well. At most limit bytes.
func ValidChannel(name string, limit int) bool {
	if !IsChannel(name) || len(name) < 2 || len(name) > limit {
		return false
	}
	for i := range len(name) {
		if c := name[i]; c <= ' ' || c == ',' || c == ':' || c == 0x7f {
			return false
		}
	}
	return true
}

// IsChannel reports whether name is meant as a channel's.
func IsChannel(name string) bool {
	return name != "" && strings.IndexByte(ChannelTypes, name[0]) >= 0
}

// CleanUser returns what a user may be called in a source: name without the bytes
// that would end it or look like another part, at most limit bytes, and "user" if
// nothing is left.
func CleanUser(name string, limit int) string {
	clean := strings.Map(func(r rune) rune {
		if r <= ' ' || r >= 0x7f || r == '@' || r == '!' || r == ':' {
			return -1
		}
		return r
	}, name)
	if clean == "" {
		return "user"
	}
	return Cut(clean, limit)
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
