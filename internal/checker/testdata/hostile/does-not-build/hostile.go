package counter

var hostile int = "no number"
