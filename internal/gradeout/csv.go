package gradeout

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"systems.course/internal/grade"
)

// byteOrderMark tells spreadsheets that the file is UTF-8.
const byteOrderMark = "\ufeff"

// CSV writes a table with a header and a row for each attempt (RFC 4180, UTF-8
// with a byte order mark). A stage's cell holds its points, which are 0
// for one that was not passed, for whatever reason. A missing verdict is an empty
// cell, so that no mean counts it: the points of an attempt that is broken or
// pending, and the stages of each that was not graded.
//
// No cell is a formula to a spreadsheet: see [harmless].
func CSV(w io.Writer, r *grade.Report) error {
	var b bytes.Buffer
	b.WriteString(byteOrderMark)
	table := csv.NewWriter(&b)
	table.UseCRLF = true
	header := []string{"name", "status", "points", "of"}
	for _, s := range r.Exercise.Stages {
		header = append(header, fmt.Sprintf("stage %d", s.N))
	}
	rows := [][]string{append(header, "first failing stage", "suspects", "error")}
	for i := range r.Attempts {
		rows = append(rows, csvRow(r, &r.Attempts[i]))
	}
	if err := table.WriteAll(rows); err != nil {
		return fmt.Errorf("writing the table: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func csvRow(r *grade.Report, a *grade.Attempt) []string {
	points := ""
	if hasPoints(a) {
		points = strconv.Itoa(a.Points)
	}
	row := []string{harmless(a.Name), harmless(string(a.Status)), points, strconv.Itoa(worth(r.Exercise))}
	stages := judge(r.Exercise, a)
	for _, s := range stages {
		cell := ""
		if a.Status == grade.Graded {
			cell = strconv.Itoa(s.points())
		}
		row = append(row, cell)
	}
	first := ""
	if n := firstFailing(a, stages); n > 0 {
		first = strconv.Itoa(n)
	}
	return append(row, first, strconv.Itoa(len(a.Suspects)), harmless(a.Error))
}

// csvRunes bounds a cell.
const csvRunes = 1000

// harmless returns text as one visible line that no spreadsheet takes for a
// formula. One that begins with = + - or @, their wide forms included, gets an
// apostrophe before it; so does one after a semicolon, which separates cells
// where the comma is a decimal point. Tabs and line ends have become spaces.
func harmless(text string) string {
	parts := strings.Split(line(text, csvRunes), ";")
	for i, part := range parts {
		bare := strings.TrimLeft(part, ` "'`)
		if bare != "" && strings.ContainsRune("=+-@\uff1d\uff0b\uff0d\uff20", []rune(bare)[0]) {
			parts[i] = "'" + part
		}
	}
	return strings.Join(parts, ";")
}
