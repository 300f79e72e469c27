package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyAnInterfaceThatHoldsNothingIsNil(t *testing.T) {
	var s *store
	require.Nil(t, refused(func() { required("store", s) }))
	require.Equal(t, "store is missing", refused(func() { required[any]("store", nil) }))
	require.Equal(t, "store is missing", refused(func() { present("store", s) }))
}
