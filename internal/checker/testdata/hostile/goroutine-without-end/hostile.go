package counter

func hostile() {
	go func() {
		for {
		}
	}()
}
