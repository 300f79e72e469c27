package main

import (
	"errors"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// reaches returns what f panicked with.
func reaches(f func()) (r any) {
	defer func() { r = recover() }()
	f()
	return nil
}

func TestRecoverWorksOneCallDeep(t *testing.T) {
	require.Nil(t, reaches(func() {
		defer helper()
		panic("x")
	}))
	require.Equal(t, "x", reaches(func() {
		defer func() { helper() }()
		panic("x")
	}))
}

func TestAPanicWithNilIsSeen(t *testing.T) {
	var nothing any
	err, ok := reaches(func() { panic(nothing) }).(error)
	require.True(t, ok)
	_, ok = errors.AsType[*runtime.PanicNilError](err)
	require.True(t, ok)
}
