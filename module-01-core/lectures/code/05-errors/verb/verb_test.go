package main

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOneTextAndThreePromises(t *testing.T) {
	err := open()
	require.Equal(t, wrapped(err).Error(), formatted(err).Error())
	require.Equal(t, wrapped(err).Error(), translated(err).Error())

	require.NotErrorIs(t, formatted(err), fs.ErrNotExist)
	require.ErrorIs(t, wrapped(err), fs.ErrNotExist)
	require.NotErrorIs(t, translated(err), fs.ErrNotExist)
	require.ErrorIs(t, translated(err), ErrNoRates)

	missing, ok := errors.AsType[*NoRatesError](translated(err))
	require.True(t, ok)
	require.Equal(t, path, missing.Path)
}
