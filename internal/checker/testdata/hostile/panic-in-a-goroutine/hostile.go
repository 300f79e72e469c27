package counter

func hostile() {
	go panic("oh")
	select {}
}
