package confctl_test

import (
	"testing"

	"systems.course/checkkit"
	"systems.course/confctl"
)

func TestReadsVariables(t *testing.T) {
	got, problems := shop(t).Environ([]string{"PATH=/bin", "SHOP_TAGS=a,b", "SHOP_SERVER_PORT=80", "SERVER_HOST=no", "shop_server_host=no", "SHOP_SERVER_HOST=a=b"})
	want := []string{"environment: server.host = a=b at SHOP_SERVER_HOST", "environment: server.port = 80 at SHOP_SERVER_PORT", "environment: tags = [a b] at SHOP_TAGS"}
	checkkit.Equal(t, "the settings of Environ", settings(got), want, "a key's variable sets it, in the order of the schema; a value ends with the variable and not at an =")
	checkkit.Equal(t, "the problems of Environ", places(problems), []string{}, "variables of others are none of the app's business")
}

func TestTakesAnEmptyVariableAsSet(t *testing.T) {
	got, problems := shop(t).Environ([]string{"SHOP_SERVER_HOST=", "SHOP_TAGS=", "SHOP_SERVER_PORT="})
	checkkit.Equal(t, "the settings of Environ", settings(got), []string{"environment: server.host =  at SHOP_SERVER_HOST", "environment: tags = [] at SHOP_TAGS"}, "a variable that is set to nothing is set")
	checkkit.Equal(t, "the problems of Environ", places(problems), []string{"SHOP_SERVER_PORT server.port type"}, "nothing is no int")
}

func TestNamesTheVariableThatIsWrong(t *testing.T) {
	_, problems := shop(t).Environ([]string{"SHOP_SERVER_PORT=70000", "SHOP_LOG_JSON=yes", "SHOP_SERVER_PROT=1", "SHOP_SERVER_PROT=2", "SHOP_SERVER_TIMEOUT=5"})
	want := []string{"SHOP_LOG_JSON log.json type", "SHOP_SERVER_PORT server.port range", "SHOP_SERVER_PROT  unknown", "SHOP_SERVER_TIMEOUT server.timeout type"}
	checkkit.Equal(t, "the problems of Environ", places(problems), want, "all are reported, by the variables' names and in their order, each once")
	checkkit.Equal(t, "Warning of each", []bool{problems[0].Warning, problems[1].Warning, problems[2].Warning, problems[3].Warning}, []bool{false, false, true, false},
		"a variable with the app's prefix and of no key may be another program's: a warning")
	checkkit.Equal(t, "Nearest of SHOP_SERVER_PROT", problems[2].Nearest, "SHOP_SERVER_PORT", "two letters are exchanged")
}

func TestReadsAVariableOfItsOwnName(t *testing.T) {
	s := readSchema(t, "app = \"my-shop\"\n[[key]]\nname = \"db.dsn\"\ntype = \"string\"\nenv = \"DATABASE_URL\"\n[[key]]\nname = \"log-level\"\ntype = \"string\"\n")
	got, problems := s.Environ([]string{"MY_SHOP_DB_DSN=a", "DATABASE_URL=b", "MY_SHOP_LOG_LEVEL=c"})
	checkkit.Equal(t, "the settings of Environ", settings(got), []string{"environment: db.dsn = b at DATABASE_URL", "environment: log-level = c at MY_SHOP_LOG_LEVEL"}, "env replaces the name that the key would have")
	checkkit.Equal(t, "the problems of Environ", places(problems), []string{"MY_SHOP_DB_DSN  unknown"}, "the key has another variable")
}

func TestLetsTheLastOfTwoCount(t *testing.T) {
	s := shop(t)
	got, _ := s.Environ([]string{"SHOP_SERVER_PORT=1", "SHOP_SERVER_PORT=2"})
	checkkit.Equal(t, "the settings of Environ", settings(got), []string{"environment: server.port = 2 at SHOP_SERVER_PORT"}, "of one variable twice the last counts")
	got, problems := s.Flags([]string{"log.level=info", "server.port=1", "log.level=warn"})
	checkkit.Equal(t, "the settings of Flags", settings(got), []string{"flag: server.port = 1 at --set server.port", "flag: log.level = warn at --set log.level"}, "of one key twice the last counts")
	checkkit.Equal(t, "the problems of Flags", places(problems), []string{}, "to give a key twice is no mistake")
}

func TestReadsFlags(t *testing.T) {
	got, problems := shop(t).Flags([]string{"server.host=a=b", "labels=x=1,y=2", "tags="})
	want := []string{"flag: server.host = a=b at --set server.host", "flag: labels = map[x:1 y:2] at --set labels", "flag: tags = [] at --set tags"}
	checkkit.Equal(t, "the settings of Flags", settings(got), want, "the first = ends the key")
	checkkit.Equal(t, "the problems of Flags", places(problems), []string{}, "nothing is wrong")
}

func TestReportsEveryFlagThatIsWrong(t *testing.T) {
	got, problems := shop(t).Flags([]string{"server.prot=1", "server.port", "server.port=x", "log.level=loud", "log.json=true"})
	checkkit.Equal(t, "the settings of Flags", settings(got), []string{"flag: log.json = true at --set log.json"}, "what is right is read")
	want := []string{"--set server.prot server.prot unknown", "--set  type", "--set server.port server.port type", "--set log.level log.level allowed"}
	checkkit.Equal(t, "the problems of Flags", places(problems), want, "all are reported, in the order of the flags")
	checkkit.Equal(t, "Nearest of the first", problems[0].Nearest, "server.port", "two letters are exchanged")
}

func TestTakesDeprecatedNamesFromOutside(t *testing.T) {
	s := shop(t)
	for _, tt := range []struct {
		what string
		read func() ([]confctl.Setting, confctl.Problems)
		want string
	}{
		{"Environ", func() ([]confctl.Setting, confctl.Problems) { return s.Environ([]string{"SHOP_PORT=80"}) }, "environment: server.port = 80 at SHOP_PORT as port"},
		{"Flags", func() ([]confctl.Setting, confctl.Problems) { return s.Flags([]string{"port=80"}) }, "flag: server.port = 80 at --set port as port"},
	} {
		got, problems := tt.read()
		checkkit.Equal(t, "the settings of "+tt.what, settings(got), []string{tt.want}, "what comes under the old name counts for the new key")
		checkkit.Equal(t, "the number of problems", len(problems), 1, "it is a warning, as in a file")
	}
	got, _ := s.Environ([]string{"SHOP_PORT=80", "SHOP_SERVER_PORT=90"})
	checkkit.Equal(t, "the settings of Environ", settings(got), []string{"environment: server.port = 90 at SHOP_SERVER_PORT"}, "if both are there, the key's own name counts")
}
