// Package assign makes the files of an assignment repository: what GitHub
// Classroom, or anything else that copies a template repository, gives to each
// student of a class.
//
// It is the starter of an exercise with a README for the student and two
// workflows, one for GitHub and one for GitLab. Both grade by these rules:
//
//  1. The checks, and the program that judges, come from the course at one
//     commit, never from the repository that is graded.
//  2. That commit is named by its full hash. A branch or a tag could be moved,
//     and two students would be judged by different checks.
//  3. The seed is the same for the whole class.
//  4. What is written lands outside the student's files, so that a symbolic link
//     among them leads nowhere, and is copied from there.
//
// What a workflow says is for the student. It lies in the student's repository
// and can be edited there; the grade that counts is the one that a mentor gets
// from `course grade`.
package assign
