// Mapelement takes the address of a map's element, which the language forbids.
package main

type account struct{ cents int64 }

func main() {
	accounts := map[string]account{"ann": {}}
	ann := &accounts["ann"]
	ann.cents += 500
	accounts["ann"].cents += 500
}
