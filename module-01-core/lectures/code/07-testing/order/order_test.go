// Package order shows in which order the parts of a test run.
package order

import (
	"fmt"
	"testing"
)

func TestOrder(t *testing.T) {
	t.Cleanup(func() { fmt.Println("cleanup registered first") })
	t.Cleanup(func() { fmt.Println("cleanup registered last; the context:", t.Context().Err()) })
	defer fmt.Println("deferred")
	t.Run("sub", func(t *testing.T) {
		t.Parallel()
		fmt.Println("parallel subtest")
	})
	fmt.Println("end of the body")
}
