package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyTheWalksSeeThroughWrapping(t *testing.T) {
	answers := func(err error) map[string]bool {
		found := map[string]bool{}
		for _, a := range asking {
			before := foundSoFar()
			a.ask(err)
			found[a.name] = foundSoFar() > before
		}
		return found
	}
	require.Equal(t, map[string]bool{
		"err == fs.ErrNotExist": false, "err.(*fs.PathError)": true, "errors.Is, not found": false,
		"errors.Is, found": true, "errors.As": true, "errors.AsType": true,
	}, answers(bare))
	require.Equal(t, map[string]bool{
		"err == fs.ErrNotExist": false, "err.(*fs.PathError)": false, "errors.Is, not found": false,
		"errors.Is, found": true, "errors.As": true, "errors.AsType": true,
	}, answers(wrapped))
}

func foundSoFar() int { return found }
