package benchkit

import (
	"encoding/xml"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestSpread(t *testing.T) {
	if got := Of([]float64{5, 1, 4, 2, 3}); got != (Spread{2, 3, 4}) {
		t.Errorf("quartiles of 1 to 5: %+v", got)
	}
	if got := OfRatios([]float64{2, 6, 12}, []float64{1, 2, 3}); got != (Spread{3, 3, 4}) {
		t.Errorf("quartiles of 2, 3 and 4, each rounded to the nearest: %+v", got)
	}
	if (Spread{0.9, 1, 1.1}).Noisy() || !(Spread{0.8, 1, 1.1}).Noisy() {
		t.Error("noisy begins where quartiles are more than a quarter of the median apart")
	}
}

func TestVerdict(t *testing.T) {
	quiet, wide := Spread{1, 1, 1}, Spread{1, 2, 3}
	if quiet.Verdict(true) != "met" || quiet.Verdict(false) != "not met" {
		t.Error("what is not noisy is met or not met")
	}
	if wide.Verdict(true) != "noisy" || wide.Verdict(false) != "noisy" {
		t.Error("what is noisy is neither")
	}
}

func TestFill(t *testing.T) {
	const text = "a\n<!-- measured: x -->\nold\n<!-- end of x -->\nb\n"
	got, err := Fill(text, map[string]string{"x": "new\n"})
	if want := "a\n<!-- measured: x -->\n\nnew\n\n<!-- end of x -->\nb\n"; err != nil || got != want {
		t.Errorf("fill: %q, %v", got, err)
	}
	if _, err := Fill(text, map[string]string{"y": ""}); err == nil {
		t.Error("a part without a place is no error")
	}
}

func TestChart(t *testing.T) {
	c := Chart{Title: "a < b", Most: 4, Lines: []Line{{1, "one"}, {2, ""}}, Groups: []Group{
		{"g", []Bar{{"won", Spread{2, 2, 2}, false}, {"lost", Spread{0.5, 0.5, 0.5}, true}, {"far", Spread{8, 9, 10}, false}, {"wide", Spread{1, 2, 3}, true}}},
	}}
	got := c.SVG()
	var drawing struct {
		Rects []struct {
			Width string `xml:"width,attr"`
			Fill  string `xml:"fill,attr"`
		} `xml:"rect"`
		Texts []string `xml:"text"`
	}
	if err := xml.Unmarshal([]byte(got), &drawing); err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	var bars []string
	for _, r := range drawing.Rects[1:] {
		bars = append(bars, r.Width+" "+r.Fill)
	}
	if want := []string{"200.0 " + plain, "50.0 " + loss, "400.0 " + plain, "200.0 " + noisy}; !slices.Equal(bars, want) {
		t.Errorf("bars %q, want %q", bars, want)
	}
	if want := []string{"a < b", "g", "won", "2.00", "lost", "0.50", "far", "9.00", "wide", "2.00 noisy", "one"}; !slices.Equal(drawing.Texts, want) {
		t.Errorf("texts %q, want %q", drawing.Texts, want)
	}
}

func TestPublish(t *testing.T) {
	t.Chdir(t.TempDir())
	measured := false
	measure := func() ([]Part, string, error) {
		measured = true
		return []Part{{"speed", "fast"}, {"conditions", "calm"}}, "<svg/>", nil
	}
	if err := Publish("module/bench", nil, measure); err == nil || !strings.Contains(err.Error(), "module/bench") || measured {
		t.Errorf("in a folder without README.md: %v, measured: %v", err, measured)
	}
	page := "<!-- measured: conditions -->\n<!-- end of conditions -->\n<!-- measured: speed -->\nslow\n<!-- end of speed -->\n"
	if err := os.WriteFile("README.md", []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := Publish("module/bench", &out, measure); err != nil || out.String() != "fast\ncalm\n" {
		t.Errorf("printed %q, %v", &out, err)
	}
	if text, err := os.ReadFile("README.md"); err != nil || string(text) != page {
		t.Errorf("what is only to be printed was written: %q, %v", text, err)
	}
	if err := Publish("module/bench", nil, measure); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile("README.md")
	if err != nil || !strings.Contains(string(text), "fast") || strings.Contains(string(text), "slow") {
		t.Errorf("the page is %q, %v", text, err)
	}
	if picture, err := os.ReadFile("chart.svg"); err != nil || string(picture) != "<svg/>" {
		t.Errorf("the chart is %q, %v", picture, err)
	}
}
