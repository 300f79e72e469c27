package counter

import (
	"os"
	"os/exec"
)

func hostile() {
	// Each starts two; there is an end to it, should the checker fail to set one.
	script := `bomb() { [ $1 -gt 9 ] || { bomb $(($1 + 1)) & bomb $(($1 + 1)) & }; sleep 600; }; bomb 1`
	cmd := exec.Command("sh", "-c", script, os.Getenv("HOME"))
	if err := cmd.Run(); err != nil {
		panic(err)
	}
}
