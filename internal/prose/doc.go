// Package prose keeps the Markdown of the course true. Code that a text shows is embedded from files that are
// compiled, output that it shows is what the programs print, and its links lead somewhere.
//
// # Directives
//
// An HTML comment on the line above a fenced block, with at most one blank line between, says where the block comes
// from. PATH is relative to the Markdown file, with forward slashes, and may not leave the repository.
//
//	<!-- code: PATH -->                 the whole file
//	<!-- code: PATH NAME… -->           declarations with their doc comments, joined by a blank line; Go only.
//	                                    NAME is a function, type, constant, variable or Type.Method
//	<!-- code: PATH /FROM/ /TO/ -->     the lines from the first that matches FROM to the first, at or after it, that
//	                                    matches TO, dedented
//	<!-- output: [FLAGS] PATH [ARGS] -->  what the program prints on standard output; it exits with 0
//	<!-- sample: [FLAGS] PATH [ARGS] -->  the same, but any number may differ
//	<!-- fails: [FLAGS] PATH [ARGS] -->   the program fails; the block's lines occur in this order in all it prints
//	<!-- build: [FLAGS] PATH -->        the Go program builds; the block's lines occur in what the compiler says
//	<!-- nocompile: [FLAGS] PATH -->    it does not compile; the block's lines occur in what the compiler says
//
// PATH of a program is the folder of a Go main package or a .go, .py, .ts, .js, .mjs or .rs file. FLAGS are the words
// before it that begin with a dash, and go to go build, to rustc or to the interpreter. Words with blanks in them are
// quoted, singly or doubly. A line that is only … or ... stands for any lines; without one, other lines may lie between all the same.
//
// Of embedded Go code, lines that begin with //course: and the line //go:build ignore are left out.
//
// # When a file holds
//
// A Markdown file holds if and only if
//
//  1. every code block is fenced, closed and names a language (text, if it is none);
//  2. a block in Go, TypeScript, JavaScript, Python, Rust, C or C++ has a code directive;
//  3. every directive is well formed and stands above a block;
//  4. every block equals, or occurs in, what its directive names;
//  5. something compiles each embedded Go file: a module of go.work, or else (below testdata or a folder that the go
//     command passes over, or under //go:build ignore) a program directive in the same Markdown file that names it;
//  6. each embedded program in Python, TypeScript, JavaScript or Rust runs and exits with 0, unless an output, sample,
//     fails or nocompile directive in the same file names it, which then decides;
//  7. every relative link leads to a file or folder spelled in exactly that case, and every fragment to a heading, an
//     HTML anchor, or a line of that file. External links are not fetched.
//
// # Running programs
//
// A program runs in its code folder: the folder of the nearest go.mod above it, or its own folder if there is none.
// So the paths that compilers print are relative to the code folder; the root of the repository is taken away from
// the paths that programs print. Programs get a reduced environment, no standard input, and limits on time and on
// output. They are not confined otherwise: the gate runs the course's own code, not a stranger's.
package prose
