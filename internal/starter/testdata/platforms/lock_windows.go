package platforms

func lock() error { return flush() }

func flush() error { return winCall("flush") }

func winCall(string) error { return nil }
