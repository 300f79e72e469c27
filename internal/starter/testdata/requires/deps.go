package requires

// Libraries that are yours to use.
import (
	_ "embed"

	_ "systems.course/lib/v2"                  // kept
	_ "systems.course/requires/internal/inner" // gone
)
