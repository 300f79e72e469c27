package counter

import (
	"os"
	"path/filepath"
)

func init() {
	os.Mkdir(filepath.Join(filepath.Dir(os.Args[0]), "report"), 0o755)
}
