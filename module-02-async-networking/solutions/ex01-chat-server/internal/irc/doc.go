// Package irc is the text of IRC: lines out of a stream of bytes, messages out
// of lines and back, names, masks and mode strings. It is pure: no sockets, no
// locks, no clock, and nothing in it keeps what it was given.
//
// # A line
//
// A line ends with LF; CRs right before that LF belong to the ending, so that both
// CRLF (RFC 2812, section 2.3) and a bare LF end one. A line is valid if and only if
//
//  1. it has at most Max bytes, its ending included (512 in RFC 2812);
//  2. it has no NUL and no CR in it, which the grammar allows nowhere.
//
// An empty line is skipped. Any other byte is allowed: RFC 2812 has no encoding,
// so that what isn't UTF-8 passes through as it came.
//
// # A message
//
//	[@tags SP] [:source SP] command {SP param} [SP :trailing]
//
// At most 15 parameters; the fifteenth takes the rest of the line. Tags are read
// over: none is negotiated. Several spaces count as one, as everybody's
// servers have it.
package irc
