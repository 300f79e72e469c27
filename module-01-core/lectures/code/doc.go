// Package module01 is the code of module 1's lectures: every program and figure
// that they show.
//
// A folder belongs to one lecture and has its number: 01-values holds the
// programs of lectures/01-values-pointers-memory.md. In it there is
//
//   - a folder for each program, with a test that pins down what the lecture says
//     it prints, or an Example whose output is compared;
//   - testdata, programs that must not compile or that go vet objects to;
//   - other, the same things in Python, TypeScript and Rust, run by the tests
//     where the tool is installed.
//
// Programs that fail on purpose fail when they are run, never when they are
// built: go build ./... and go vet ./... are clean.
//
// What they share with other modules' programs is in systems.course/lecturekit.
package module01
