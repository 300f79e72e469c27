// Asked has a function whose type argument is the caller's question.
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

func main() {
	all := map[string]any{"retries": 3, "timeout": time.Second}
	fmt.Println(setting[time.Duration](all, "timeout"))
	_, err := setting[string](all, "retries")
	fmt.Println(err)

	_, err = os.Open("missing")
	if failure, ok := errors.AsType[*fs.PathError](err); ok {
		fmt.Println("could not", failure.Op, failure.Path)
	}
}
