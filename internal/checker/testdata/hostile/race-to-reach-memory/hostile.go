package counter

// A slice that is written by two goroutines can have the address of one and the
// length of the other, and so reach any memory; nothing is imported for it.
func hostile() {
	var torn []byte
	short, long := make([]byte, 1), make([]byte, 1<<20)
	done := make(chan bool)
	go func() {
		for range 1000 {
			torn = short
		}
		done <- true
	}()
	for range 1000 {
		torn = long
	}
	<-done
	_ = torn
}
