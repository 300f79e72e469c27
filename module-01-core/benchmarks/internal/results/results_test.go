package results

import "testing"

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
