package counter

func hostile() {
	sink = deep(1)
}

var sink int

func deep(n int) int { return n + deep(n+1) }
