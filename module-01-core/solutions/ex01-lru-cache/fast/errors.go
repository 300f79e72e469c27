package fast

import "errors"

// ErrShards is returned by New for a number of shards that is negative, above
// 65,536 or above the capacity. It comes wrapped in an error that says what was
// given. All other errors are those of the clear cache.
var ErrShards = errors.New("lru: shards must be from 1 to 65536 and no more than the capacity, or 0")
