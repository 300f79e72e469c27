//go:build !unix

package checkkit

import "os"

var terminate = os.Kill
