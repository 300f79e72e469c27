package counter

func hostile() {
	size := 1 << 47
	_ = make([]byte, size)
}
