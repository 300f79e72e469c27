//go:build !unix && !windows

package platforms

import "errors"

func lock() error { return nil }

func flush() error { return errors.ErrUnsupported }
