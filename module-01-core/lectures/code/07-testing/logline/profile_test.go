package main

import "testing"

func TestSharesOfAFunction(t *testing.T) {
	const top = `Duration: 1.01s, Total samples = 660ms (65.35%)
      flat  flat%   sum%        cum   cum%
         0     0%     0%      380ms 57.58%  systems.course/module01/07-testing/first.Unquote
     180ms 27.27% 30.30%      180ms 27.27%  runtime.memmove (inline)
`
	for name, want := range map[string][2]float64{
		"first.Unquote":   {0, 57.58},
		"runtime.memmove": {27.27, 27.27},
		"runtime.mem":     {0, 0},
	} {
		if flat, cum, err := shares(top, name); flat != want[0] || cum != want[1] || err != nil {
			t.Errorf("shares(%q) = %g, %g, %v; want %g, %g", name, flat, cum, err, want[0], want[1])
		}
	}
	if n, err := samples(top); n != 66 || err != nil {
		t.Errorf("samples() = %d, %v; want 66", n, err)
	}
}
