package grade

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"systems.course/internal/checker"
	"systems.course/internal/safefile"
)

// Files of a run's folder.
const (
	JournalFile = "journal.jsonl"
	oldJournal  = "journal.old.jsonl"
	lockFile    = ".lock"
	unpacked    = ".unpacked" // archives while their attempts are checked
)

// journalFormat is the version of the journal, apart from that of the report.
const journalFormat = 1

// maxJournal is more than a class of thousands can write, in bytes.
const maxJournal = 2 << 30

// A header is the journal's first line: all that must be the same for what was
// done to be worth keeping.
type header struct {
	Format     int            `json:"format"`
	Exercise   string         `json:"exercise"`
	Course     string         `json:"course"`
	Go         string         `json:"go"`
	Seed       string         `json:"seed"`
	Race       bool           `json:"race"`
	Sandbox    string         `json:"sandbox"`
	CheckLimit time.Duration  `json:"check_limit"` // nanoseconds; 0: the checker's
	BuildLimit time.Duration  `json:"build_limit"`
	Limits     checker.Limits `json:"limits"`
}

// differs says in what the header h of a journal is not that of the run.
func (h header) differs(run header) string {
	var all []string
	for _, f := range []struct {
		name      string
		have, run any
	}{
		{"format", h.Format, run.Format}, {"exercise", h.Exercise, run.Exercise}, {"course", h.Course, run.Course},
		{"Go", h.Go, run.Go}, {"seed", h.Seed, run.Seed}, {"race detector", h.Race, run.Race}, {"sandbox", h.Sandbox, run.Sandbox},
		{"check limit", h.CheckLimit, run.CheckLimit}, {"build limit", h.BuildLimit, run.BuildLimit}, {"limits", h.Limits, run.Limits},
	} {
		if f.have != f.run {
			all = append(all, fmt.Sprintf("%s: %v then, %v now", f.name, f.have, f.run))
		}
	}
	return strings.Join(all, "; ")
}

// A record is the journal's line about a stage of an attempt that is judged.
type record struct {
	Attempt string              `json:"attempt"`
	Hash    string              `json:"hash"` // of the attempt's files
	Seconds float64             `json:"seconds"`
	Result  checker.StageResult `json:"result"`
}

// A line is how header and records lie in the file.
type line struct {
	Sum  string          `json:"crc32"` // IEEE, of data's bytes, in hexadecimal
	Data json.RawMessage `json:"data"`
}

// A JournalError says what is wrong with a journal.
type JournalError struct {
	File string
	Line int // from 1; 0: the file as a whole
	Why  string
}

func (e *JournalError) Error() string {
	at := e.File
	if e.Line > 0 {
		at = fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	return at + ": " + e.Why
}

// A journal is where a run keeps what is done. For many goroutines.
type journal struct {
	mu   sync.Mutex
	file *os.File
}

// newJournal begins a journal in dir. One that is there is kept as the old one.
func newJournal(dir string, h header) (*journal, error) {
	name := filepath.Join(dir, JournalFile)
	if err := os.Rename(name, filepath.Join(dir, oldJournal)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	text, err := encodeLine(h)
	if err != nil {
		return nil, err
	}
	if err := safefile.Replace(name, text, 0o644); err != nil {
		return nil, err
	}
	return openJournal(name)
}

func openJournal(name string) (*journal, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return nil, err
	}
	return &journal{file: f}, nil
}

// resumeJournal reads the journal in dir and opens it for more. A last line
// without its end is what a crash cut off: it is dropped, here and in the file.
func resumeJournal(dir string) (*journal, header, []record, error) {
	name := filepath.Join(dir, JournalFile)
	text, err := readLimited(name, maxJournal)
	if errors.Is(err, fs.ErrNotExist) {
		err = &JournalError{File: name, Why: "there is none to go on with: run without --resume"}
	}
	if err != nil {
		return nil, header{}, nil, err
	}
	h, records, whole, err := readJournal(name, text)
	if err != nil {
		return nil, h, nil, err
	}
	if whole < len(text) {
		if err := os.Truncate(name, int64(whole)); err != nil {
			return nil, h, nil, err
		}
	}
	j, err := openJournal(name)
	return j, h, records, err
}

// readJournal reads the whole lines of a journal, and returns how many bytes they
// have.
func readJournal(name string, text []byte) (h header, records []record, whole int, err error) {
	whole = bytes.LastIndexByte(text, '\n') + 1
	n := 0
	for raw := range bytes.Lines(text[:whole]) {
		n++
		if n == 1 {
			err = decodeLine(raw, &h)
			if err == nil && h.Format != journalFormat {
				return h, nil, 0, &JournalError{name, 0, fmt.Sprintf("its format is %d, and this course reads %d: run without --resume", h.Format, journalFormat)}
			}
		} else {
			var r record
			err = decodeLine(raw, &r)
			records = append(records, r)
		}
		if err != nil {
			return h, nil, 0, &JournalError{name, n, fmt.Sprintf("the line is damaged (%v): delete it to have its stage judged anew, or run without --resume", err)}
		}
	}
	if n == 0 {
		return h, nil, 0, &JournalError{File: name, Why: "it has no whole line: run without --resume"}
	}
	return h, records, whole, nil
}

// add writes a record, and returns when it is on the disk.
func (j *journal) add(r record) error {
	text, err := encodeLine(r)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.file.Write(text); err != nil {
		return err
	}
	return j.file.Sync()
}

func (j *journal) close() error { return j.file.Close() }

func encodeLine(v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(line{sum(data), data})
	return append(text, '\n'), err
}

func decodeLine(text []byte, v any) error {
	var l line
	if err := strictly(text, &l); err != nil {
		return err
	}
	if got := sum(l.Data); got != l.Sum {
		return fmt.Errorf("its sum is %s, not %s", got, l.Sum)
	}
	return strictly(l.Data, v)
}

func sum(data []byte) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE(data)) }

// strictly decodes one JSON value without fields that v does not know.
func strictly(text []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if d.More() {
		return errors.New("more follows the value")
	}
	return nil
}

// kept returns the records that are about the attempt as it is now, by stage. An
// attempt that was changed and changed back has been done anew since: the last
// record of a stage counts.
func kept(records []record, attempt, hash string) map[int]record {
	found := map[int]record{}
	for _, r := range slices.Backward(records) {
		if _, later := found[r.Result.Stage]; r.Attempt == attempt && r.Hash == hash && !later {
			found[r.Result.Stage] = r
		}
	}
	return found
}
