package counter

import (
	"os"
)

func init() {
	os.Setenv("COURSE_SEED", "7")
}
