package grade

import (
	"errors"
	"os"
	"syscall"
)

// takeLock opens the file, which stays, for nobody else until it is closed or the
// process ends. The error is errLocked if somebody has it.
func takeLock(name string) (*os.File, error) {
	const sharingViolation syscall.Errno = 32
	path, err := syscall.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	h, err := syscall.CreateFile(path, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil,
		syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, sharingViolation) {
		return nil, errLocked
	}
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	return os.NewFile(uintptr(h), name), nil
}
