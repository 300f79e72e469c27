package gradeout

import (
	"fmt"
	"path/filepath"
	"strings"

	"systems.course/internal/grade"
)

// repeat is the command that gives an attempt's result again; stage 0: all. What
// lies in an archive is graded again as a whole: a stage of it has no command.
func repeat(r *grade.Report, a *grade.Attempt, stage int) string {
	race := ""
	if r.Race {
		race = " --race"
	}
	which := " --all"
	if archive := inArchive(a.Source); archive != "" {
		if stage > 0 {
			return ""
		}
		return fmt.Sprintf("course grade %s --exercise %s%s --seed %s --out again", shell(archive), shell(r.Exercise.Name), race, shell(r.Seed))
	}
	if stage > 0 {
		which = fmt.Sprintf(" --stage %d", stage)
	}
	return fmt.Sprintf("course check %s --dir %s%s%s --seed %s", shell(r.Exercise.Name), shell(a.Source), which, race, shell(r.Seed))
}

// shell quotes a word for a POSIX shell where it must be.
func shell(word string) string {
	word = line(word, 400)
	harmless := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./", r)
	}
	if word != "" && strings.TrimFunc(word, harmless) == "" && !strings.HasPrefix(word, "-") {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// inArchive returns the path of the archive that an attempt was taken from; empty
// for a folder. An attempt in an archive of several has a source below it.
func inArchive(source string) string {
	path := filepath.ToSlash(source)
	for end := 0; end <= len(path); end++ {
		if end < len(path) && path[end] != '/' {
			continue
		}
		name := strings.ToLower(path[:end])
		for _, kind := range []string{".zip", ".tar", ".tar.gz", ".tgz", ".7z", ".rar", ".tar.xz", ".tar.bz2"} {
			if strings.HasSuffix(name, kind) {
				return path[:end]
			}
		}
	}
	return ""
}
