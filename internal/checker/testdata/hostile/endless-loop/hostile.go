package counter

func hostile() {
	for {
	}
}
