package counter

import (
	"os"
	"os/exec"
	"syscall"
)

func hostile() {
	// A child and a grandchild, each in a session of its own, without our output
	// and our environment, and elsewhere.
	cmd := exec.Command("setsid", "sh", "-c", "setsid sleep 600 & sleep 600", os.Getenv("HOME"))
	cmd.Dir, cmd.Env = "/", []string{"PATH=" + os.Getenv("PATH"), "MARK=" + os.Getenv("HOME")}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		panic(err)
	}
}
