// Loose decodes objects that a careful service refuses: by encoding/json as it
// is, with all that its Decoder can be told, and strictly.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"systems.course/module02/04-http/strict"
)

type payment struct {
	To     string `json:"to"`
	Amount int    `json:"amount"`
}

var inputs = []string{
	`{"amount": 100, "amount": 1}`,
	`{"amount": 100, "AMOUNT": 1}`,
	`{"amount": null}`,
	`{"amount": 1} {"amount": 2}`,
	`{"amount": 1, "admin": true}`,
	"{\"to\": \"ann\xff\"}",
	`{"to": "ann\ud800"}`,
	`null`,
}

// before is in the variable that is decoded into.
var before = payment{"bob", 5}

func unmarshal(data []byte) (p payment, err error) {
	p = before
	return p, json.Unmarshal(data, &p)
}

func decoder(data []byte) (p payment, err error) {
	p = before
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return p, d.Decode(&p)
}

func strictly(data []byte) (p payment, err error) {
	p = before
	return p, strict.Object(data, map[string]any{"to": &p.To, "amount": &p.Amount})
}

// says is what came of it, shortly.
func says(p payment, err error) string {
	if err != nil {
		return "refused"
	}
	return strings.ReplaceAll(fmt.Sprint(p), "\ufffd", "<FFFD>")
}

func main() {
	fmt.Printf("%-31s %-14s %-14s %s\n", "", "Unmarshal", "Decoder", "strict")
	for _, in := range inputs {
		data := []byte(in)
		fmt.Printf("%-31s %-14s %-14s %s\n", strings.ReplaceAll(in, "\xff", "<FF>"),
			says(unmarshal(data)), says(decoder(data)), says(strictly(data)))
	}
}
