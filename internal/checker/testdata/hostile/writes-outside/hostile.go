package counter

import (
	"os"
	"path/filepath"
)

func hostile() {
	// Above the check's folder, the scratch folder and the temporary one.
	dir := filepath.Dir(filepath.Dir(filepath.Dir(os.Args[0])))
	if err := os.WriteFile(filepath.Join(dir, "outside"), nil, 0o644); err != nil {
		panic(err)
	}
}
