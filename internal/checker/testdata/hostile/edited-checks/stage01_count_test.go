package counter_test

import "testing"

func TestAddsOne(t *testing.T) {}
