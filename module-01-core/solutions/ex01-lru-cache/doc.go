// Package lru is a cache in memory that holds the entries used most recently.
//
// A [Cache] is for one goroutine at a time, a [Locked] for any number. Both
// have the same methods; Locked adds [Locked.GetOrLoad], which loads a missing
// value once for all who ask for it. Neither starts a goroutine that outlives
// its work, so neither has to be closed.
//
// # What it promises
//
// An entry is a key, a value and a cost, and perhaps a lifetime. It is held
// from the Put that stores it to the moment at which it leaves, for one of five
// reasons (see [Reason]). Every value that was stored leaves at most once, and
// every one that leaves is counted in [Stats] and reported to OnEvict once.
//
// Get and Put make an entry the one used most recently; nothing else does. When
// room is needed, the entry used least recently leaves, then the next, and no
// more than needed. Which entry leaves depends on use alone: an expired entry
// that was used lately outlasts a live one that was not.
//
// An entry has expired when its lifetime has passed since its Put. From then on
// no method finds it, but it takes room until something comes upon it: a Get,
// Put or Remove of its key, Resize or a Put that needs its room, Purge, or
// RemoveExpired. It leaves as Expired then, whichever it was.
//
// Get, Peek, Contains, Put without eviction, and Remove take constant time. Put
// and Resize take time for each entry that leaves; All, Purge and RemoveExpired
// for each that is held.
//
// # Invariants
//
// They hold whenever no method is running, and whenever a function of the
// caller's is:
//
//  1. The map and the list have the same entries, each once, and each is in the
//     map under its own key.
//  2. From the newest to the oldest, the list is in the order of the last Put or
//     Get that found the entry.
//  3. Every cost is at least 0, and the total is the sum of the costs held.
//  4. The total is at most the capacity, and the capacity at least 1.
//  5. Puts = Len + Evictions + Expirations + Removals + Replacements.
//  6. Every departure has been handed to the method that will report it.
//  7. In a Locked, no key is both held and in the table of loads, and every load
//     in the table has somebody who waits for it.
//
// # The caller's functions
//
// Cost, Now, OnEvict and the load function are called without a lock and with
// the invariants intact, so they may use the cache. A Put that calls OnEvict
// that calls Put goes as deep as the caller lets it.
//
// OnEvict may panic. The method that called it has done its work by then, and
// that stays done: after a Put that panics the new entry is held and the old
// ones have left. The departures that are yet to be reported are reported first,
// then the panic goes on to the caller of the method. In GetOrLoad, where a load
// stores its result, the panic becomes the error of all who wait for that load.
// The same goes for runtime.Goexit.
//
// A panic in Cost or Now goes to the caller of the method, which has changed
// nothing then. In a load it becomes an error like the others.
//
// # Where it is simpler than others
//
// One mutex guards a whole Locked: every Get changes the order of use, so there
// is no such thing as a read. Caches for many cores divide their keys among
// several locks and give up the exact order. Expired entries are found by
// looking at all of them rather than by a heap or a timing wheel. Every entry
// is an object of its own, which the garbage collector has to visit.
package lru
