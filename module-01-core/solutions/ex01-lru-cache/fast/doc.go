// Package fast is the LRU cache for many cores: what package lru promises, with the
// keys divided among shards that have a lock each, and with the entries in arrays.
//
// It shares the words of package lru: a [Cache] takes its options, returns its errors
// and gives its reasons and statistics. It has the methods of lru.Locked, for any
// number of goroutines, and with one shard it keeps every promise of it, but that a Put
// takes time for each entry held when the arrays have to grow.
//
// # What holds instead with several shards
//
// Each shard is a cache of its own for the keys that the hash gives it.
//
//   - Order. In a shard the entry used least recently leaves first. Of two entries
//     in different shards, the one used later may leave earlier. How much that costs
//     in hits is measured in module-01-core/benchmarks/lru-cache.
//   - Capacity. The shares add up to the capacity, so the total is never above it. But
//     keys don't fall evenly: a shard may be full, and evict, while others have room.
//   - Cost. An entry that costs more than its shard's share is too costly, and no
//     share is less than Capacity divided by the number of shards, rounded down. Who
//     has heavy entries asks for few shards.
//   - One moment. A method for one key happens at one moment. Purge, Resize,
//     RemoveExpired, Len, Cost, Capacity, Stats and All visit one shard after another,
//     and see each at another moment.
//
// The order of reports, too, is by shard and then by use. All else is as in package
// lru: nothing of the caller's runs under a lock, every value that leaves is counted
// and reported once, a load that was overtaken is not stored.
//
// # Memory
//
// Arrays grow to twice their size as entries come, up to the capacity, and Purge and
// Resize give memory back. The Put that makes them grow takes time for each entry of
// its shard, under the lock. An entry with key and value of 8 bytes takes some 34 bytes
// where the arrays are full: 24 for itself with two links of 4 bytes, and 10 for two
// and a half slots of the index. Lifetimes take 8 more, and costs too, from
// the first that is not the default. A shard holds at most 2^28-1 entries, whatever
// they cost; then the oldest leaves.
//
// # Invariants
//
// They hold for each shard whenever its lock is free:
//
//  1. The list goes through all entries that are not free, from the newest to the
//     oldest in the order of the last Put or Get that found the entry, and back.
//  2. Each of them has one slot in the index, with its number and the upper bits of
//     its hash; other slots are 0. No slot from the home of its hash to its own is 0.
//  3. A free entry has the zero key and value, and is in the list of free ones or has a
//     number above all that were used.
//  4. The total is the sum of the costs, none of which is negative, and is at most the
//     share of the capacity.
//  5. Puts = entries + Evictions + Expirations + Removals + Replacements.
//  6. Every departure has been handed to the method that will report it.
//  7. No key is both held and in the table of loads, and every load in the table has
//     somebody who waits for it.
//
// # How it comes to be fast
//
// The commentary of the exercise goes from package lru to this one in measured steps.
//
//course:absent
package fast
