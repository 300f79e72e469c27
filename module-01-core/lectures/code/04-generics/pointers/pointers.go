// Pointers makes values of a type whose methods belong to its pointer.
package main

import (
	"encoding"
	"fmt"
	"net/netip"
	"os"
	"time"
)

// parse makes a T of each text. The method is in the method set of *T alone, so
// the constraint of P says both: P is *T, and it has the method.
func parse[T any, P interface {
	*T
	encoding.TextUnmarshaler
}](texts ...string) ([]T, error) {
	parsed := make([]T, len(texts))
	for i, text := range texts {
		if err := P(&parsed[i]).UnmarshalText([]byte(text)); err != nil {
			return nil, fmt.Errorf("parse text %d: %w", i, err)
		}
	}
	return parsed, nil
}

func main() {
	addresses, err := parse[netip.Addr]("10.0.0.1", "::1")
	fmt.Println(addresses, err)
	times, err := parse[time.Time]("2026-02-10T12:00:00Z", "yesterday")
	fmt.Println(times, err)
	if err == nil {
		os.Exit(1)
	}
}
