//go:build !unix

package safefile

const noSurprise = 0
