package benchkit

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// A Part is what stands between two marks of a benchmark's README.md.
type Part struct {
	Name, Text string
}

// Publish measures and puts the parts into README.md of the current folder, and
// the picture into chart.svg. If out is not nil, the parts are written to it in
// their order, and no file is. home is where the benchmark has to be run, for the
// error if it is elsewhere: that is found out before anything is measured.
func Publish(home string, out io.Writer, measure func() (parts []Part, chart string, err error)) error {
	text, err := os.ReadFile("README.md")
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("no README.md here: run it in %s", home)
	}
	if err != nil {
		return err
	}
	parts, chart, err := measure()
	if err != nil {
		return err
	}
	byName := map[string]string{}
	for _, p := range parts {
		byName[p.Name] = p.Text
		if out != nil {
			if _, err := fmt.Fprintln(out, p.Text); err != nil {
				return err
			}
		}
	}
	if out != nil {
		return nil
	}
	filled, err := Fill(string(text), byName)
	if err != nil {
		return err
	}
	if err := os.WriteFile("README.md", []byte(filled), 0o644); err != nil {
		return err
	}
	return os.WriteFile("chart.svg", []byte(chart), 0o644)
}
