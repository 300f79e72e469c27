package counter

func init() {
	panic("oh")
}
