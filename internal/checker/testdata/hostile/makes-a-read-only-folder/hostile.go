package counter

import (
	"os"
	"path/filepath"
)

func hostile() {
	d := filepath.Join(os.TempDir(), "a", "b")
	os.MkdirAll(d, 0o755)
	os.Chmod(filepath.Dir(d), 0o500)
}
