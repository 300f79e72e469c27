package grade

// wait returns the next unit, or nil when there is none and will be none.
func (r *run) wait() func() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		if r.ctx.Err() != nil || r.next == len(r.works) && r.open == 0 {
			return nil
		}
		if unit := r.pickLocked(); unit != nil {
			return unit
		}
		r.ready.Wait()
	}
}

// pickLocked returns the next unit that can run: a stage of an attempt that has
// none running, else a new attempt, else one more stage of an attempt. So each
// attempt gets its share, and one that hangs holds up nobody.
func (r *run) pickLocked() func() {
	var best *work
	for _, w := range r.works[:r.next] {
		if r.stageLocked(w) > 0 && (best == nil || w.busy < best.busy) {
			best = w
		}
	}
	if (best == nil || best.busy > 0) && r.next < len(r.works) && r.open < openPerJob*r.o.Jobs {
		w := r.works[r.next]
		r.next++
		r.open++
		return func() { r.begin(w) }
	}
	if best == nil {
		return nil
	}
	n := r.stageLocked(best)
	best.started[n-1], best.building = true, true
	best.busy++
	return func() { r.stage(best, n) }
}

// stageLocked returns the attempt's first stage that can begin now, or 0.
func (r *run) stageLocked(w *work) int {
	if !w.opened || w.ended || w.building || w.err != nil {
		return 0
	}
	for i, stage := range r.o.Class.Exercise.Stages {
		if !w.started[i] && w.results[i] == nil && w.decided(stage.Needs) {
			return stage.N
		}
	}
	return 0
}

// decided reports whether all these stages have a result.
func (w *work) decided(stages []int) bool {
	for _, n := range stages {
		if w.results[n-1] == nil {
			return false
		}
	}
	return true
}
