package main

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func Example() {
	main()
	// Output:
	// 0 rights: the editor may edit, the guest may look
	// 1 rights: the editor may edit, the guest may look
	// 2 rights: the editor may edit, the guest may look
	// 3 rights: the editor may look, the guest may look
	// 4 rights: the editor may edit, the guest may look
	// 5 rights: the editor may look, the guest may look
	// 6 rights: the editor may look, the guest may look
	// 7 rights: the editor may look, the guest may look
	// 8 rights: the editor may edit, the guest may look
	// 9 rights: the editor may look, the guest may look
}

func TestClippedRolesAreIndependent(t *testing.T) {
	for rights := range 100 {
		base := slices.Clip(role(rights))
		editor, guest := with(base, "edit"), with(base, "look")
		require.Equal(t, "edit", editor[rights])
		require.Equal(t, "look", guest[rights])
	}
}
