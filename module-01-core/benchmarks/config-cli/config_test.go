package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"systems.course/benchkit"
)

// TestContendersDoTheSame builds all programs, and holds that each of them sees
// the three layers and the variable, and sets a value that it then gets.
func TestContendersDoTheSame(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	dir := t.TempDir()
	list, _, err := build(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		t.Run(c.name, func(t *testing.T) {
			w, err := ready(c, dir)
			if err != nil || c.name == helloName {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if _, err := w.must(c.set(asked, "8443")...); err != nil {
				t.Fatal(err)
			}
			if got, err := w.must(c.get(asked)...); err != nil || got != "8443" {
				t.Errorf("get after set: %q, %v", got, err)
			}
			if _, ok, err := w.run(c.get("server.prot")...); ok || err != nil {
				t.Errorf("a key that is not there: ok is %t, %v", ok, err)
			}
			if _, err := editOf(c, dir); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWhatAnEditLeft(t *testing.T) {
	const before = "# a\n[s]\nport = 8080 # b\nhost = 'x'\n"
	if got := comments(before); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("comments: %q", got)
	}
	if got := kept([]string{"a", "b"}, []string{"b", "c"}); got != 1 {
		t.Errorf("kept %d of a and b in b and c", got)
	}
	if got := order(before); !slices.Equal(got, []string{"[s]", "port", "host"}) {
		t.Errorf("order: %q", got)
	}
	if got := quotedLike(before, "x", "y"); got != "'y'" {
		t.Errorf("quoted: %s", got)
	}
}

func TestPositionIsNoMoreThanIsSaid(t *testing.T) {
	for text, want := range map[string]string{
		"shop.toml:4:8: no end":                        "file, line, column",
		"toml: (4, 8): no end":                         "file, line, column",
		"fatal: bad config line 4 in file .git/config": "file and line",
		"local\tfile:.git/config\t3000":                "the file",
		"While parsing config: toml: no end":           "nothing",
		"":                                             "nothing",
	} {
		if got := position(text); got != want {
			t.Errorf("%q names %s, not %s", text, got, want)
		}
	}
}

func TestLayerIsTheOneThatWon(t *testing.T) {
	for text, want := range map[string]bool{
		"LAYER\nproject  3000  shop.toml:3:8  won\nuser  2000": true,
		"LAYER\nuser  2000  x:1:1  won\nproject  3000":         false,
		"local\tfile:.git/config\t3000":                        true,
		"":                                                     false,
	} {
		if got := (told{origin: call{printed: text}}).layer(); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

func TestKilledFilesAreOldNewOrNeither(t *testing.T) {
	old := "[shop]\n\tcounter = 100003\n[bulk]\n"
	now := counted(old, "200001")
	if now != "[shop]\n\tcounter = 200001\n[bulk]\n" {
		t.Fatalf("counted: %q", now)
	}
	var k killed
	for _, text := range []string{old, now, now, old[:9], ""} {
		if whole := k.count(text, old, now); whole != (text == old || text == now) {
			t.Errorf("%q is whole: %t", text, whole)
		}
	}
	if k.old != 1 || k.now != 2 || k.broken != 2 || k.example != "9 of 32 bytes" {
		t.Errorf("counted %+v", k)
	}
}

func TestWhatBecameOfWriters(t *testing.T) {
	var all writers
	all.count("[shop]\nw0 = 0\n\tw1 = 1\nw2 = 7\nw30 = 30\n", []bool{false, true, false, true})
	if want := (writers{all: 4, kept: 2, refused: 1, lost: 1}); all != want {
		t.Errorf("counted %+v, not %+v", all, want)
	}
}

func TestLayersAreTheSameInBothForms(t *testing.T) {
	toml, git := &world{}, &world{contender: contender{git: true}}
	if toml.layer(5, 1) != strings.ReplaceAll(git.layer(5, 1), "\t", "") {
		t.Error("the forms differ in more than their indentation")
	}
	for _, w := range []*world{toml, git} {
		if n := strings.Count(w.layer(3, 1), " = "); n != 15 {
			t.Errorf("%d keys in three tables", n)
		}
	}
}

func TestReport(t *testing.T) {
	r := &report{rounds: 4, seed: 7, times: map[string][]float64{}, facts: map[string]facts{}}
	for i, name := range []string{confctlName, gitName, viperName, koanfName, helloName} {
		r.list = append(r.list, contender{name: name, what: "x", git: name == gitName})
		r.times[name] = []float64{float64(i + 2), float64(i + 2), float64(i + 2), float64(i + 2)}
	}
	if got := r.ratio(confctlName); got != (benchkit.Spread{Lower: 2. / 3, Median: 2. / 3, Upper: 2. / 3}) {
		t.Errorf("2 ms over 3: %v", got)
	}
	r.times[confctlName] = []float64{6, 6, 6, 6}
	if text := r.owed(); !strings.Contains(text, "2.00 (2.00 to 2.00) | not met") {
		t.Errorf("a loss is not shown as one:\n%s", text)
	}
	r.times[confctlName] = []float64{3, 4, 8, 9}
	if text := r.owed(); !strings.Contains(text, "| noisy |") {
		t.Errorf("noise is not shown as such:\n%s", text)
	}
	for name, text := range map[string]string{"losses": r.losses(), "kills": r.kills(), "speed": r.speed()} {
		lines := strings.Split(strings.TrimSpace(text[strings.Index(text, "|"):]), "\n")
		for _, line := range lines {
			if strings.Count(line, "|") != strings.Count(lines[0], "|") {
				t.Errorf("%s: this row has another number of cells: %s", name, line)
			}
		}
	}
	if !strings.Contains(r.losses(), merged) {
		t.Error("what a program does not have is not said")
	}
	if chart := r.chart(); !strings.HasSuffix(chart, "</svg>\n") || strings.Count(chart, "<rect") != 5 {
		t.Errorf("the chart has not four bars and a ground:\n%s", chart)
	}
}

// TestReadmeHasThePlaces holds that the page can be filled.
func TestReadmeHasThePlaces(t *testing.T) {
	text, err := os.ReadFile(filepath.Clean("README.md"))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{"conditions": "", "owed": "", "speed": "", "losses": "", "kills": "", "printed": ""}
	if _, err := benchkit.Fill(string(text), parts); err != nil {
		t.Error(err)
	}
}
