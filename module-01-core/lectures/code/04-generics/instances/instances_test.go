package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStructsAreCompiledEachAndPointersOnce(t *testing.T) {
	c, err := newCompiler()
	require.NoError(t, err)
	defer func() { require.NoError(t, c.close()) }()
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			compile, object, err := c.write("three", source(k, 3))
			require.NoError(t, err)
			require.NoError(t, compile())
			shaped, dictionaries, err := measures(object)
			require.NoError(t, err)
			require.Zero(t, dictionaries.count%3, "each type has its dictionaries")
			perType := dictionaries.count / 3
			if k.name == "structs" {
				require.Equal(t, 3*perType, shaped.count)
			} else {
				// All but SortFunc are shared: its constraint ~[]E keeps the slice types apart.
				require.Equal(t, perType-1+3, shaped.count)
			}
		})
	}
}
