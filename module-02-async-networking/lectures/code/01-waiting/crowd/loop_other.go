//go:build unix && !linux

package main

import (
	"errors"
	"net"
)

func loop(net.Listener) error { return errors.New("the loop needs Linux") }
