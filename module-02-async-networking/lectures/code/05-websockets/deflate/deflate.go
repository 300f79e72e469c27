// Deflate compresses small messages that are alike, each by itself and all in one
// context, and measures what a context keeps in memory.
package main

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"log"
	"runtime"

	"systems.course/lecturekit/heap"
)

const messages, contexts = 200, 20

// message has about 60 bytes, and 45 for each line.
func message(i, lines int) []byte {
	m := fmt.Appendf(nil, `{"type":"event","id":%d,"topic":"orders.eu","data":[`, 1795438795123456+i)
	for line := range lines {
		m = fmt.Appendf(m, `{"order":%d,"total":%d.50,"currency":"EUR"},`, 7000+31*i+line, 10+i*(i+line)%90)
	}
	return append(m, "null]}"...)
}

// sizes returns the bytes of all messages: as they are, each compressed by itself,
// and with the context taken over. A message ends with an empty block, four bytes
// of which are left out (RFC 7692, section 7.2.1).
func sizes(level, lines int) (plain, each, context int, err error) {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, level)
	if err != nil {
		return 0, 0, 0, err
	}
	for _, takeover := range []bool{false, true} {
		for i := range messages {
			out.Reset()
			if !takeover {
				w.Reset(&out)
			}
			if _, err := w.Write(message(i, lines)); err != nil {
				return 0, 0, 0, err
			}
			if err := w.Flush(); err != nil {
				return 0, 0, 0, err
			}
			if takeover {
				context += out.Len() - 4
			} else {
				plain += len(message(i, lines))
				each += out.Len() - 4
			}
		}
	}
	return plain, each, context, nil
}

// kept returns how many bytes a thing keeps that has been used.
func kept[T any](make func() (T, error)) (int64, error) {
	var all [contexts]T
	before := heap.Live()
	for i := range all {
		var err error
		if all[i], err = make(); err != nil {
			return 0, err
		}
	}
	after := heap.Live()
	runtime.KeepAlive(&all)
	return (int64(after) - int64(before)) / contexts, nil
}

func writer(level int) func() (*flate.Writer, error) {
	return func() (*flate.Writer, error) {
		w, err := flate.NewWriter(io.Discard, level)
		if err == nil {
			_, err = w.Write(message(1, 1))
		}
		if err == nil {
			err = w.Flush()
		}
		return w, err
	}
}

// reader reads what a writer has written, up to the end of the message.
func reader() (io.ReadCloser, error) {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, 1)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(message(1, 1))
	if err == nil {
		err = w.Flush()
	}
	r := flate.NewReader(&out)
	if err == nil {
		_, err = io.ReadFull(r, make([]byte, len(message(1, 1))))
	}
	return r, err
}

func main() {
	fmt.Println("a message              by itself   in a context   the context keeps")
	for _, level := range []int{1, 6} {
		size, err := kept(writer(level))
		if err != nil {
			log.Fatal(err)
		}
		for _, lines := range []int{1, 10} {
			plain, each, context, err := sizes(level, lines)
			if err != nil {
				log.Fatal(err)
			}
			fmt.Printf("%3d bytes, level %d %11d%% %13d%% %15d KiB\n",
				plain/messages, level, 100*each/plain, 100*context/plain, size>>10)
		}
	}
	size, err := kept(reader)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("to inflate %50d KiB\n", size>>10)
}
