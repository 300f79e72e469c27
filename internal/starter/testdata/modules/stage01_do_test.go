package modules_test

import (
	"testing"

	"systems.course/checkkit"
	"systems.course/modules"
)

func TestDoes(t *testing.T) {
	checkkit.True(t, modules.Do() == nil)
}
