package packages

func helper() {}

var _ = helper
