package main

import "testing"

func TestSharesOfAFunction(t *testing.T) {
	const top = `      flat  flat%   sum%        cum   cum%
         0     0%     0%      380ms 57.58%  systems.course/module01/07-testing/first.Unquote
     180ms 27.27% 30.30%      180ms 27.27%  runtime.memmove (inline)
`
	for name, want := range map[string][2]string{
		"first.Unquote":   {"0%", "57.58%"},
		"runtime.memmove": {"27.27%", "27.27%"},
		"runtime.mem":     {"0%", "0%"},
	} {
		if flat, cum := shares(top, name); flat != want[0] || cum != want[1] {
			t.Errorf("shares(%q) = %s, %s; want %s, %s", name, flat, cum, want[0], want[1])
		}
	}
}
