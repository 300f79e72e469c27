package confctl

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Size is a number of bytes, at least 0.
type Size int64

// ErrSize is returned by ParseSize for a text that is no size.
var ErrSize = errors.New("confctl: no size")

// units are the factors that a size can be written with: powers of 1000 and
// powers of 1024 are told apart by their names.
var units = []struct {
	name   string
	factor int64
}{
	{"PiB", 1 << 50}, {"TiB", 1 << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10},
	{"PB", 1e15}, {"TB", 1e12}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"KB", 1e3},
	{"B", 1}, {"", 1},
}

const sizeForms = "a whole number of bytes, kB, MB, GB, TB, PB (powers of 1000), KiB, MiB, GiB, TiB or PiB (powers of 1024)"

// ParseSize reads a size: decimal digits, then a unit or none, with nothing or
// one space between, such as 512, 64KiB or 10 MB. A kB (or KB) is 1000 bytes, a
// KiB 1024, and so on to PB and PiB. What is more than an int64 holds, a
// fraction, a sign, and units that leave it open, such as 64K, are ErrSize,
// wrapped with what was given and what is allowed.
//
//course:stage 1
func ParseSize(text string) (Size, error) {
	digits := text[:len(text)-len(strings.TrimLeft(text, "0123456789"))]
	unit := strings.TrimPrefix(text[len(digits):], " ")
	n, err := strconv.ParseInt(digits, 10, 64)
	for _, u := range units {
		if err != nil || unit != u.name || n > math.MaxInt64/u.factor || strings.HasSuffix(text, " ") {
			continue
		}
		return Size(n * u.factor), nil
	}
	return 0, fmt.Errorf("%w: found %q, allowed %s", ErrSize, text, sizeForms)
}

// String returns the size with the largest power of 1024 that divides it, as in
// 64KiB, or as a bare number. ParseSize reads it back.
//
//course:stage 1
func (s Size) String() string {
	for _, u := range units {
		if strings.HasSuffix(u.name, "iB") && s != 0 && int64(s)%u.factor == 0 {
			return strconv.FormatInt(int64(s)/u.factor, 10) + u.name
		}
	}
	return strconv.FormatInt(int64(s), 10)
}
