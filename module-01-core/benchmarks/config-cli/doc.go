// Command config-cli measures confctl of exercise 02 beside git config and two
// small programs that use viper and koanf, shows what each of them loses, and
// writes what came of it into README.md and chart.svg:
//
//	GOWORK=off go run .
//
// It builds the programs in a temporary folder; git is the one of the machine. -rounds
// says how often each has its turn, -kills how often each is killed, -seed chooses the
// moments, and -keep leaves the files alone and prints the tables.
package main
