package embeds_test

import (
	_ "embed"
	"testing"

	"systems.course/embeds"
)

//go:embed testdata/want.txt
var want string

func TestHides(t *testing.T) {
	if embeds.Hidden() != want {
		t.Fatal(want)
	}
}
