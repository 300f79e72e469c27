package given

import (
	"fmt"
	"sort"
	"strings"
)

// Words sorts words. It is given, with all that it needs.
//
//course:given
func Words(text string, less ...func(a, b string) bool) []string {
	words := strings.Fields(text)
	sort.Sort(byLength(words))
	trim := trimmer{cut: "."}.trim // a method value
	apply := (*counter).add        // a method expression
	var n counter
outer:
	for i, w := range words {
		for _, stop := range stops {
			if w == stop {
				continue outer
			}
		}
		words[i] = trim(w)
		apply(&n, 1)
	}
	return words
}

type byLength []string

func (b byLength) Len() int           { return len(b) }
func (b byLength) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLength) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }
func (b byLength) unused()            { fmt.Println(b) }

type trimmer struct{ cut string }

func (t trimmer) trim(s string) string { return strings.Trim(s, t.cut) }

type counter struct{ n int }

func (c *counter) add(n int) { c.n += n }

var stops = []string{"a", "the"}

// Show is given and uses a stub: the stub stays one.
//
//course:given
func Show(c *Cache) string { return fmt.Sprint(c.Len()) }

// Cache stays stripped, since Show needs no field.
type Cache struct {
	entries map[string]int
}

// Len counts.
//
//course:stage 1
func (c *Cache) Len() int { return len(c.entries) }

// Shadow hides the names of packages and of declarations.
//
//course:given
func Shadow(fmt string, secret int) int {
	strings := len(fmt)
	return strings + secret
}

var secret = 4

// Settings is kept whole.
//
//course:given
type Settings struct {
	inner detail
}

type detail struct{ level int }

// Dropped is exported and goes all the same.
//
//course:absent
func Dropped() int { return secret }

//course:given
func init() {
	register("given")
}

func register(name string) { registered = append(registered, name) }

var registered []string
