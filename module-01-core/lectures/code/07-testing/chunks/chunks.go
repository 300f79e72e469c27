// Chunks reads a message from readers that behave as a network does.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing/iotest"
)

// hopeful takes it that one Read fills the buffer.
func hopeful(r io.Reader) (string, error) {
	var size [2]byte
	if _, err := r.Read(size[:]); err != nil {
		return "", err
	}
	body := make([]byte, binary.BigEndian.Uint16(size[:]))
	n, err := r.Read(body)
	return string(body[:n]), err
}

// careful reads until it has what it needs.
func careful(r io.Reader) (string, error) {
	var size [2]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return "", err
	}
	body := make([]byte, binary.BigEndian.Uint16(size[:]))
	n, err := io.ReadFull(r, body)
	return string(body[:n]), err
}

var network = []struct {
	name string
	wrap func(io.Reader) io.Reader
}{
	{"as it is", func(r io.Reader) io.Reader { return r }},
	{"OneByteReader", iotest.OneByteReader},
	{"HalfReader", iotest.HalfReader},
	{"DataErrReader", iotest.DataErrReader},
	{"TimeoutReader", iotest.TimeoutReader},
}

func main() {
	fmt.Printf("%-14s  %-18s careful\n", "", "hopeful")
	const message = "\x00\x05hello"
	for _, n := range network {
		hope, hopeErr := hopeful(n.wrap(strings.NewReader(message)))
		care, careErr := careful(n.wrap(strings.NewReader(message)))
		fmt.Printf("%-14s  %-8q %-9v %-8q %v\n", n.name, hope, hopeErr, care, careErr)
	}
}
