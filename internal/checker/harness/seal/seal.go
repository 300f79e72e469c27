// Package seal is what the checker and the process under check say to each
// other.
package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
)

// An Order is what the checker asks of the process, as JSON on its standard
// input.
type Order struct {
	Key   []byte // of the seal: random, for this process alone
	Check string // the function to call
	File  string // where the sealed report goes
}

// A Report is what came of the check.
type Report struct {
	Check     string
	Completed bool   // the function was called and returned
	Failed    bool   // by an assertion, a race or a panic
	Skipped   bool   // by the check itself
	Changed   string // what the attempt changed that is not its own: "os.Args"
	Panic     string // the value, if the check's goroutine panicked
	Stack     string // of that panic
}

type sealed struct {
	Report json.RawMessage
	Seal   string // HMAC-SHA256 of Report's bytes, in hexadecimal
}

// ErrBroken is returned by [Open] for what [Close] has not made with that key.
var ErrBroken = errors.New("the report's seal is broken")

// Close returns the report with its seal.
func Close(key []byte, r Report) ([]byte, error) {
	report, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	return json.Marshal(sealed{report, hex.EncodeToString(sum(key, report))})
}

// Open returns the report in text if the seal is that of key.
func Open(key, text []byte) (Report, error) {
	var s sealed
	if err := json.Unmarshal(text, &s); err != nil {
		return Report{}, ErrBroken
	}
	seal, err := hex.DecodeString(s.Seal)
	if err != nil || !hmac.Equal(seal, sum(key, s.Report)) {
		return Report{}, ErrBroken
	}
	var r Report
	if err := json.Unmarshal(s.Report, &r); err != nil {
		return Report{}, ErrBroken
	}
	return r, nil
}

func sum(key, report []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(report) // a hash.Hash never returns an error
	return mac.Sum(nil)
}
