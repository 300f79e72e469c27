// Command notify is the notification server.
package main

import (
	"os"

	"systems.course/notify"
	"systems.course/notify/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr, notify.Serve))
}
