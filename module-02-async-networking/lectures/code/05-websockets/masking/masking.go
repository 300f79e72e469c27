// Masking compares what can be done to a kilobyte on its way out.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net"

	"systems.course/lecturekit/ratio"
	"systems.course/module02/03-tcp/loopback"
	"systems.course/module02/05-websockets/frame"
)

const rounds, times = 21, 500

// words masks p, eight bytes at a time.
func words(key [4]byte, p []byte) {
	k := uint64(binary.LittleEndian.Uint32(key[:]))
	k |= k << 32
	for len(p) >= 8 {
		binary.LittleEndian.PutUint64(p, binary.LittleEndian.Uint64(p)^k)
		p = p[8:]
	}
	frame.Mask(key, 0, p)
}

func main() {
	key := [4]byte{0x37, 0xfa, 0x21, 0x3d}
	from, to := make([]byte, 1024), make([]byte, 1024)
	err := loopback.Connect(func(client, server *net.TCPConn) error {
		read := make(chan error, 1)
		go func() {
			_, err := io.Copy(io.Discard, server)
			read <- err
		}()
		var failed error
		repeat := func(f func()) func() {
			return func() {
				for range times {
					f()
				}
			}
		}
		ratios := ratio.Of(rounds,
			repeat(func() {
				if _, err := client.Write(to); err != nil {
					failed = err
				}
			}),
			repeat(func() { copy(to, from) }),
			repeat(func() { words(key, to) }),
			repeat(func() { frame.Mask(key, 0, to) }))
		for i, name := range []string{"write it to a socket", "copy it", "mask, 8 bytes at a time", "mask, a byte at a time"} {
			fmt.Printf("%-24s %6.3f\n", name, ratios[i])
		}
		if failed != nil {
			return failed
		}
		if err := client.CloseWrite(); err != nil {
			return err
		}
		return <-read
	})
	if err != nil {
		log.Fatal(err)
	}
}
