package counter

import (
	"os"
	"path/filepath"
)

func init() {
	os.Symlink("/dev/zero", filepath.Join(filepath.Dir(os.Args[0]), "report"))
}
