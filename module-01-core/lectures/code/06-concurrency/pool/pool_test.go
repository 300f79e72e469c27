package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheSecondCollectionFreesWhatNobodyTook(t *testing.T) {
	require.False(t, kept(2))
}
