package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"systems.course/internal/grade"
	"systems.course/internal/gradeout"
	"systems.course/internal/safefile"
)

// An output is a form in which a report can be written.
type output struct {
	flag  string
	about string
	one   bool // about one attempt
	write func(io.Writer, *grade.Report) error
	file  *string // where to; "-": standard output; empty: nowhere
}

type outputs []output

func newOutputs() outputs {
	all := outputs{
		{flag: "json", about: "the report, for --merge and programs", write: grade.Write},
		{flag: "csv", about: "a table, for spreadsheets", write: gradeout.CSV},
		{flag: "junit", about: "JUnit's XML, for GitLab and others", write: gradeout.JUnit},
		{flag: "gradescope", about: "Gradescope's results.json, of one attempt", one: true, write: gradeout.Gradescope},
		{flag: "classroom", about: "GitHub Classroom's result, of one attempt", one: true, write: gradeout.Classroom},
		{flag: "html", about: "the page, once more", write: gradeout.HTML},
	}
	for i := range all {
		all[i].file = new(string)
	}
	return all
}

func (all outputs) addFlags(cmd *cobra.Command) {
	for _, o := range all {
		cmd.Flags().StringVar(o.file, o.flag, "", o.about+", to `FILE`")
	}
}

func (all outputs) toStdout() bool {
	for _, o := range all {
		if *o.file == "-" {
			return true
		}
	}
	return false
}

// check refuses files that could not be written, before hours of work.
func (all outputs) check() error {
	flags := map[string]string{}
	for _, o := range all {
		file := *o.file
		if file == "" {
			continue
		}
		if other := flags[filepath.Clean(file)]; other != "" {
			return fmt.Errorf("--%s and --%s would write the same file, %s", other, o.flag, file)
		}
		flags[filepath.Clean(file)] = o.flag
	}
	return nil
}

// fit refuses forms that are about one attempt for a class.
func (all outputs) fit(attempts int) error {
	for _, o := range all {
		if *o.file != "" && o.one && attempts != 1 {
			return fmt.Errorf("--%s is about one attempt, and there are %d: grade each one by itself, as its autograder does", o.flag, attempts)
		}
	}
	return nil
}

// write writes report.json and report.html into the folder, and what was asked
// for, and returns the files that were written.
func (all outputs) write(dir string, r *grade.Report) (written []string, err error) {
	always := []output{
		{write: gradeout.HTML, file: new(filepath.Join(dir, "report.html"))},
		{write: grade.Write, file: new(filepath.Join(dir, "report.json"))},
	}
	var errs []error
	for _, o := range append(always, all...) {
		if *o.file == "" {
			continue
		}
		if err := o.put(r); err != nil {
			errs = append(errs, fmt.Errorf("%s cannot be written: %w", *o.file, err))
		} else if *o.file != "-" {
			written = append(written, *o.file)
		}
	}
	return written, errors.Join(errs...)
}

func (o output) put(r *grade.Report) error {
	var text bytes.Buffer
	if err := o.write(&text, r); err != nil {
		return err
	}
	if *o.file == "-" {
		_, err := os.Stdout.Write(text.Bytes())
		return err
	}
	if err := os.MkdirAll(filepath.Dir(*o.file), 0o755); err != nil {
		return err
	}
	info, err := os.Stat(*o.file)
	if err != nil || info.Mode().IsRegular() {
		return safefile.Replace(*o.file, text.Bytes(), 0o644)
	}
	f, err := os.OpenFile(*o.file, os.O_WRONLY, 0) // a pipe, or a device
	if err != nil {
		return err
	}
	_, err = f.Write(text.Bytes())
	return errors.Join(err, f.Close())
}
