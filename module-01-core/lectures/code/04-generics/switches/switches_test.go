package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestATypeSwitchKnowsNoUnderlyingTypes(t *testing.T) {
	require.Equal(t, 8, width(1.5))
	require.Equal(t, 0, width(celsius(1.5)))
	require.Equal(t, 8, reflected(celsius(1.5)))
	require.Equal(t, 8, sized(celsius(1.5)))
	require.Equal(t, 2, width(int16(1)))
}
