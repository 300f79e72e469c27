package checker

import (
	"regexp"
	"strings"
)

// A testLog is what a check's process printed, taken apart for display.
type testLog struct {
	at      string // file:line of the first message from a stage's file
	message string // what the check said, without indentation
	output  string // everything else: what the attempt printed
}

var (
	logPattern   = regexp.MustCompile(`^\s+([a-z0-9_]+\.go:\d+): ?(.*)$`)
	noisePattern = regexp.MustCompile(`^\s*(=== (RUN|NAME|PAUSE|CONT) |--- (FAIL|PASS|SKIP): |PASS$|FAIL$|ok\s|testing: )`)
)

// readLog takes the output of a test binary apart: lines of the testing package,
// the check's messages with their indented continuation, and the rest.
func readLog(stdout []byte) testLog {
	var log testLog
	var message, output []string
	inMessage := false
	for line := range strings.Lines(string(stdout)) {
		line = strings.TrimRight(line, "\r\n")
		switch m := logPattern.FindStringSubmatch(line); {
		case m != nil:
			if log.at == "" && strings.HasPrefix(m[1], "stage") {
				log.at = m[1]
			}
			if inMessage = true; m[2] != "" {
				message = append(message, m[2])
			}
		case noisePattern.MatchString(line):
			inMessage = false
		case inMessage && strings.HasPrefix(line, "        "):
			message = append(message, line[8:])
		default:
			inMessage = false
			output = append(output, line)
		}
	}
	log.message = strings.Trim(strings.Join(message, "\n"), "\n")
	log.output = strings.Trim(strings.Join(output, "\n"), "\n")
	return log
}
