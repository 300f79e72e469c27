// Package gradeout writes what came of a class in the forms that others read: a
// page for the mentor (HTML), a table (CSV), and the files that GitLab and
// Jenkins (JUnit), Gradescope and GitHub Classroom expect.
//
// Each function writes one form of a [grade.Report], which it only reads. It
// returns the error of the writer, or says why the report cannot be put in that
// form. Nothing is written before the whole is made, so that such an error
// leaves no half of a file.
//
// # What was judged and what was not
//
// Four things happen to an attempt, and no form mixes them up: it was graded; it
// was unfit, which is its own fault and gives no points; it is broken, because
// the checker could not do its work; or pending, because the run was interrupted
// before its turn. The last two are no verdict, and so have no points, which is
// not the same as 0 points.
//
// # Text of strangers
//
// Names, messages, output and files come from programs that nobody has read.
// Before any of it is written it goes through [visible], which leaves no control
// character, no byte that is not UTF-8 and no mark that turns the direction of
// writing, and through the escaping of the form. It is cut where the limits of
// this package say so, and the cut is said in its place.
package gradeout
