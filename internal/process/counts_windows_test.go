package process

const counts = true
