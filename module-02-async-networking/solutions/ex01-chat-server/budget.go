package chat

import "time"

// A budget is a client's right to send lines: burst at once, and rate a second in the long
// run. A client that goes over it isn't read for a while: its lines wait in its own TCP
// window, and it is the only one that waits.
type budget struct {
	rate   float64 // a second; negative is no bound
	burst  float64
	tokens float64
	at     time.Time // when tokens was right
}

func newBudget(rate float64, burst int, now time.Time) budget {
	return budget{rate: rate, burst: float64(burst), tokens: float64(burst), at: now}
}

// take uses the right to send one line up, and reports whether there was one. If not, it
// is owed, and wait waits for it.
func (b *budget) take(now func() time.Time) bool {
	if b.rate < 0 {
		return true
	}
	if b.tokens < 1 {
		t := now()
		b.tokens = min(b.burst, b.tokens+t.Sub(b.at).Seconds()*b.rate)
		b.at = t
	}
	b.tokens--
	return b.tokens >= 0
}

// wait waits until nothing is owed, or until killed is closed: then it returns false.
func (b *budget) wait(killed <-chan struct{}) bool {
	timer := time.NewTimer(time.Duration(-b.tokens / b.rate * float64(time.Second)))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-killed:
		return false
	}
}
