// Package doc reads TOML, YAML and JSON into one kind of tree, whose nodes know
// where in the file they stand, and says which bytes to change so that one
// entry gets another value and everything else stays as it was written.
//
// # What a document is
//
// A [Document] is a table of entries at its root, in one of three formats. A
// [Node] is null, a bool, a number, a string, a time, a list or a table; an
// [Entry] of a table has a key and a value. Offsets are bytes from the start of
// the source, lines and columns start at 1, and a column counts characters
// (code points), so that a tab and an é are one each.
//
// The parsers are libraries: go-toml's for TOML 1.0, goccy's for YAML 1.2,
// encoding/json. What they leave open is decided here, the same for all:
//
//  1. A file of more than [MaxSize] bytes, or one that is not UTF-8, or that
//     begins with a byte order mark, is refused before any parser sees it.
//  2. More than [MaxDepth] levels of nesting are refused; no parser used here
//     overflows its stack before it has said so.
//  3. A YAML file has at most [MaxYAMLKeys] keys and list items, since its
//     parser takes time that grows with the square of a mapping.
//  4. A key twice in one table is an error that names both places.
//  5. YAML has one document a file and no merge keys, and no tags but those of
//     the core schema. An alias stands for a copy of what it names, and a file
//     has at most [MaxAliases] nodes by way of aliases.
//  6. Whether a value is a secret is not known here, so no error quotes one, nor
//     a character of it. Keys are named.
//
// # Edits
//
// [Document.Put] and [Document.Drop] return a [Splice] and change nothing. A
// splice is made from positions alone: whoever applies it has to parse the
// result and compare, because exotic syntax can make one value depend on the
// bytes of another. What is known to be unsafe is refused with a
// [RefusedError].
//
// A Document must not be changed once it is parsed, and may then be read from
// several goroutines.
//
//course:given
package doc
