package counter_test

import (
	"testing"

	"systems.course/checkkit"
)

func TestNamesAreKept(t *testing.T) {
	c := newCounter(t)
	c.Add("a", 1)
	checkkit.Equal(t, "Names()", c.Names(), []string{"a"}, "a was counted")
}

func TestNamesAreSorted(t *testing.T) {
	c := newCounter(t)
	c.Add("b", 1)
	c.Add("a", 1)
	checkkit.Equal(t, "Names()", c.Names(), []string{"a", "b"}, "names come sorted")
}

func TestANameIsKeptOnce(t *testing.T) {
	c := newCounter(t)
	c.Add("a", 1)
	c.Add("a", 1)
	checkkit.Equal(t, "Names()", c.Names(), []string{"a"}, "a was counted twice and is one name")
}

func TestNamesAreCopied(t *testing.T) {
	c := newCounter(t)
	c.Add("a", 1)
	for i := range c.Names() {
		c.Names()[i] = "x"
	}
	checkkit.Equal(t, "Names()", c.Names(), []string{"a"}, "the caller may change what it was given")
}
