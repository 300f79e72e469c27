package counter

import (
	"os"
	"path/filepath"
)

func init() {
	f, err := os.Create(filepath.Join(filepath.Dir(os.Args[0]), "report"))
	if err != nil {
		panic(err)
	}
	f.Truncate(1 << 40)
}
