// Convert counts the allocations of conversions between strings and bytes.
package main

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"
	"unique"
)

// text and raw hold the same 40 bytes, which is more than the 32 that a
// conversion may put on the stack.
var (
	text  = strings.Repeat("keys", 10)
	raw   = []byte(text)
	ages  = map[string]int{text: 1}
	pairs = map[[2]string]int{{text, "x"}: 1}
)

// number, truth, str, octets and handle are where results go.
var (
	number int
	truth  bool
	str    string
	octets []byte
	handle unique.Handle[string]
)

// first only reads its argument, and the compiler can see it.
func first(b []byte) byte { return b[0] }

func short() []byte { return raw[:32] }

func main() {
	count := func(what string, f func()) {
		fmt.Printf("%-43s %v\n", what, testing.AllocsPerRun(100, f))
	}
	count("kept = string(raw)", func() { str = string(raw) })
	count("kept = []byte(text)", func() { octets = []byte(text) })
	count("kept = string(raw[:1])", func() { str = string(raw[:1]) })

	count("ages[string(raw)], reading", func() { number = ages[string(raw)] })
	count("pairs[[2]string{string(raw), \"x\"}]", func() { number = pairs[[2]string{string(raw), "x"}] })
	count("ages[string(raw)]++", func() { ages[string(raw)]++ })
	count("delete(ages, string(raw))", func() { delete(ages, string(raw)) })
	count("delete(pairs, [2]string{string(raw), \"x\"})", func() { delete(pairs, [2]string{string(raw), "x"}) })
	count("kept = unique.Make(string(raw))", func() { handle = unique.Make(string(raw)) })

	count("string(raw) == text", func() { truth = string(raw) == text })
	count("for range []byte(text)", func() {
		for _, c := range []byte(text) {
			number += int(c)
		}
	})
	count("kept = \"<\" + string(raw) + \">\"", func() { str = "<" + string(raw) + ">" })
	count("kept = text + string(raw)", func() { str = text + string(raw) })

	count("len([]rune(text))", func() { number = len([]rune(text)) })
	count("strings.Count(string(short()), \"k\")", func() { number = strings.Count(string(short()), "k") })
	count("strings.Count(string(raw), \"k\")", func() { number = strings.Count(string(raw), "k") })
	count("first([]byte(text))", func() { number = int(first([]byte(text))) })
	count("bytes.HasPrefix(raw, []byte(text))", func() { truth = bytes.HasPrefix(raw, []byte(text)) })
	count("crc32.ChecksumIEEE([]byte(text))", func() { number = int(crc32.ChecksumIEEE([]byte(text))) })
	count("io.Writer.Write([]byte(text))", func() { write(io.Discard, text) })
	runtime.KeepAlive([]any{number, truth, str, octets, handle})
}

//go:noinline
func write(w io.Writer, s string) {
	if _, err := w.Write([]byte(s)); err != nil {
		panic(err)
	}
}
