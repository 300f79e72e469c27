//go:build unix && !linux

package process

const counts = false
