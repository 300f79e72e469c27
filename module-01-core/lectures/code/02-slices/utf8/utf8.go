// Utf8 looks at one string as bytes and as runes, and at bytes that are not
// UTF-8.
package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

func main() {
	s := "né\U0001F99Ce\u0301" // é once as one code point, once as e and an accent
	fmt.Println("len", len(s), "runes", utf8.RuneCountInString(s))
	for i, r := range s {
		fmt.Printf("  s[%2d] = %#02x  %U in %d bytes\n", i, s[i], r, utf8.RuneLen(r))
	}
	fmt.Printf("s[:2] = %q, valid: %t\n", s[:2], utf8.ValidString(s[:2]))

	bad := "a\xffb\xed\xa0\x80" // a stray byte, and a surrogate in three bytes
	for i, r := range bad {
		fmt.Printf("  bad[%d] %U\n", i, r)
	}
	fmt.Printf("string([]rune(bad)) == bad: %t, %d bytes became %d\n",
		string([]rune(bad)) == bad, len(bad), len(string([]rune(bad))))
	fmt.Printf("as a key, bad is itself: %t\n", map[string]bool{bad: true}["a\xffb\xed\xa0\x80"])
	fmt.Printf("%+q, %+q\n", strings.ToValidUTF8(bad, "?"), strings.ToUpper(bad))
}
