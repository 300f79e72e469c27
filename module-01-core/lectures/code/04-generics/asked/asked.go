// Asked has functions whose type argument is the caller's question.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// setting returns a value of the wanted type, or says what is there instead.
func setting[T any](all map[string]any, key string) (T, error) {
	v, ok := all[key].(T)
	if !ok {
		return v, fmt.Errorf("setting %s is %T, not %T", key, all[key], v)
	}
	return v, nil
}

// An option changes a value before it is used.
type option[T any] func(*T)

// with applies options to a copy of the defaults.
func with[T any](defaults T, options ...option[T]) T {
	for _, o := range options {
		o(&defaults)
	}
	return defaults
}

type server struct {
	addr    string
	timeout time.Duration
}

func addr(a string) option[server] { return func(s *server) { s.addr = a } }

func main() {
	all := map[string]any{"retries": 3, "timeout": time.Second}
	fmt.Println(setting[time.Duration](all, "timeout"))
	_, err := setting[string](all, "retries")
	fmt.Println(err)

	fmt.Println(with(server{":80", time.Second}, addr(":8080")))

	_, err = os.Open("missing")
	if failure, ok := errors.AsType[*fs.PathError](err); ok {
		fmt.Println("could not", failure.Op, failure.Path)
	}
}
