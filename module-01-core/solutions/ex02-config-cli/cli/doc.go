// Package cli is the program confctl: its commands and flags, where the layers'
// files are looked for, what is printed, and the exit codes.
//
// The commands know nothing of schemas and values beyond what package confctl
// exports. What they print of a value goes through confctl.Format or
// confctl.Plain, which show no secret; get --reveal and --show-secrets are the
// only callers of confctl.Reveal.
//
//course:given
package cli
