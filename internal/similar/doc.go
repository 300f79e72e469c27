// Package similar finds passages that Go programs have in common: places for a
// mentor to look at. It doesn't say how they came to be in common, and a share
// is no verdict.
//
// It is the algorithm of Schleimer, Wilkerson and Aiken, Winnowing: Local
// Algorithms for Document Fingerprinting, SIGMOD 2003. Sections named in the
// comments are those of the paper.
//
// # What is compared
//
// A program is the sequence of its tokens, file after file by name, as go/scanner
// gives them; it need not compile. Comments, white space, package clauses and
// imports are gone; identifiers are all one kind, and so are the literals of each
// type. What follows is left out:
//
//  1. what is given: a token belongs to a passage of 16 tokens that occurs in the
//     base (starter and checks, so the signatures of the API too);
//  2. files with the standard header "// Code generated … DO NOT EDIT.", which are
//     in Result.Skipped, since anybody can write that header;
//  3. idiom: a fingerprint that more than a third of the class has, if the class
//     has at least ten families. A family is programs that share 0.6 of their
//     fingerprints with another of it, so that it counts once, however many
//     copied from one source. A class of three has no idiom.
//
// Tests count like other code, unless they are given.
//
// # What is found
//
// A fingerprint is the hash of k = 16 tokens, none of them given, that winnowing
// selects from each window of 9 such hashes. So:
//
//   - A common passage of at least 16+9-1 = 24 tokens, given in neither program,
//     has a common fingerprint; if that is not idiom, it is found.
//   - No region has fewer than 16 tokens that are equal and given in neither.
//     Tokens are compared, so that no collision of hashes makes a region.
//
// Other names, other literals of the same type, other comments and layout and
// another order of declarations make no difference inside a passage. A changed
// or inserted statement ends it; passages with no more than 16 tokens between
// them in both files are one region again. A region grows through given code,
// which its number of tokens doesn't count, and through idiom, which it does
// count. Of a fingerprint that occurs in one program more than eight times, the
// first eight places are looked at; the share isn't affected.
//
// Not found is what was written anew: an expression or the order of statements
// changed every few tokens, a loop or condition turned into another form, code
// split into functions or put together, a translation from another language. Nor
// does winnowing see what two programs have from a third that isn't compared, or
// who had it first. Renaming costs nothing here, so two short functions that can
// hardly be written otherwise look copied.
//
// # Measured on
//
// Module 1's LRU cache: the reference (5,330 tokens, some 3,200 of them not given),
// its 49 mutants, its copies in disguise, and three caches of other structure in
// testdata, which pass the same checks. The share of two is
//
//	0.97 and more  of two mutants, or of one and the reference
//	1.00           of the reference and a copy renamed, without comments, or with other literals
//	0.92           … with all declarations in reverse order
//	0.81           … with a statement put into every third block
//	0.73           … with all of these
//	0.03 to 0.09   of two programs that were written each by itself
//
// With longer k-grams the most disguised copy falls (k = 20: 0.62, 24: 0.53,
// 30: 0.46) and the independent programs stay where they are; with k = 12 both
// rise (0.78 and 0.11), and there are more short regions to look at in vain.
// DefaultShare is nearly three times the most of independent programs, and a
// third of the least of the copies. DefaultTokens, some 20 lines, keeps out
// programs so short that a share says nothing. An exercise shorter than this one
// has fewer ways to be solved, and independent attempts come closer.
//
// # Cost
//
// Time is proportional to the tokens of all programs, plus for each fingerprint
// the square of the number of programs that have it, plus the passages of the
// pairs above the threshold, for each at most some four million steps. Memory is
// six bytes a token, four a pair of programs and 32 a fingerprint, of which there
// is one for five tokens, beside what is let go again. BenchmarkClass, 200
// programs of 1,000 lines on one core, took 0.3 s when each was unlike the
// others, and 2.4 s when all were copies of one, which is 19,900 pairs.
package similar
