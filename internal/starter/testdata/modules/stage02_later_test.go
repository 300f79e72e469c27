package modules_test

import (
	"testing"

	"systems.course/modules"
)

func TestComesLater(t *testing.T) {
	var l modules.Later
	t.Log(l.Size())
}
