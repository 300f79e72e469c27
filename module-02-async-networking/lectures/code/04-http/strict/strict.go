// Package strict reads JSON objects that come from strangers.
package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// Object reads one JSON object. Fields has a pointer for each member that it may
// have; a member is given by its exact name, at most once, and not as null. What
// is not given leaves its pointer's value alone. Data should be bounded.
func Object(data []byte, fields map[string]any) error {
	if !utf8.Valid(data) {
		return errors.New("not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return errors.Join(errors.New("not an object"), err)
	}
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		name, ok := token.(string)
		target := fields[name]
		switch {
		case !ok || target == nil:
			return fmt.Errorf("no member %q is known", token)
		case seen[name]:
			return fmt.Errorf("%q is there twice", name)
		}
		seen[name] = true
		if err := member(d, name, target); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil { // the }
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the object")
	}
	return nil
}

func member(d *json.Decoder, name string, target any) error {
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return err
	}
	if string(raw) == "null" {
		return fmt.Errorf("%q is null", name)
	}
	if err := json.Unmarshal(raw, target); err != nil {
		return fmt.Errorf("%q: %w", name, err)
	}
	return nil
}
