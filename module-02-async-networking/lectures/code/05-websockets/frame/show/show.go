// Show prints the bytes of some frames.
package main

import (
	"fmt"
	"strings"

	"systems.course/module02/05-websockets/frame"
)

func show(what string, wire []byte) {
	fmt.Printf("%-24s % x\n", what, wire)
}

func main() {
	key := &[4]byte{0x37, 0xfa, 0x21, 0x3d}
	long := []byte(strings.Repeat("a", 300))
	show("text, from a server", frame.Append(nil, frame.Text, true, nil, []byte("Hi")))
	show("text, from a client", frame.Append(nil, frame.Text, true, key, []byte("Hi")))
	show("300 bytes, their head", frame.Append(nil, frame.Binary, true, nil, long)[:4])
	show("a first fragment", frame.Append(nil, frame.Text, false, nil, []byte("H")))
	show("a ping in between", frame.Append(nil, frame.Ping, true, nil, nil))
	show("the last fragment", frame.Append(nil, frame.Continuation, true, nil, []byte("i")))
	show("close 1001, \"bye\"", frame.AppendClose(nil, 1001, "bye", nil))
}
