package old

//course:absent

// Old goes.
type Old struct{}
