"""An LRU cache on OrderedDict, what a plain dict in its place would cost, and
what functools.lru_cache does when two threads miss together."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from functools import lru_cache
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
D = TypeVar("D", bound=dict[int, None])


class Lru(Generic[K, V]):
    """Holds entries up to a total cost. For any number of threads."""

    def __init__(
        self,
        capacity: int,
        cost: Callable[[K, V], int] = lambda key, value: 1,
        on_evict: Callable[[K, V, str], None] = lambda key, value, why: None,
    ) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be at least 1, got {capacity}")
        self._capacity, self._cost, self._on_evict = capacity, cost, on_evict
        self._lock = threading.Lock()
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()  # oldest first
        self._total = 0

    def get(self, key: K) -> V:
        """Return the value of key, or raise KeyError."""
        with self._lock:
            value, _ = self._entries[key]
            self._entries.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> None:
        """Store value. Raise ValueError if it can't be kept."""
        cost = self._cost(key, value)
        if cost < 0:
            raise ValueError(f"cost must not be negative, got {cost}")
        with self._lock:
            left = self._make_way(key, cost)
            fits = cost <= self._capacity
            if fits:
                self._entries[key] = value, cost
                self._total += cost
        for departure in left:
            self._on_evict(*departure)
        if not fits:
            raise ValueError(f"cost {cost}, capacity {self._capacity}")

    def _make_way(self, key: K, cost: int) -> list[tuple[K, V, str]]:
        left = []
        if key in self._entries:
            value, old_cost = self._entries.pop(key)
            self._total -= old_cost
            left.append((key, value, "replaced"))
        while cost <= self._capacity < self._total + cost:
            oldest, (value, old_cost) = self._entries.popitem(last=False)
            self._total -= old_cost
            left.append((oldest, value, "evicted"))
        return left

    def __iter__(self) -> Iterator[K]:
        with self._lock:
            return iter(list(reversed(self._entries)))


def check_order() -> None:
    left: list[str] = []
    cache: Lru[str, int] = Lru(
        100, cost=lambda key, value: value, on_evict=lambda k, v, why: left.append(f"{k}={v} {why}")
    )
    for key, value in ("a", 10), ("b", 40), ("c", 30), ("d", 20):
        cache.put(key, value)
    assert cache.get("a") == 10
    cache.put("e", 45)
    assert list(cache) == ["e", "a", "d"], list(cache)
    try:
        cache.put("d", 101)
    except ValueError:
        left.append("refused")
    assert list(cache) == ["e", "a"], list(cache)
    assert left == ["b=40 evicted", "c=30 evicted", "d=20 replaced", "refused"], left


def check_that_lru_cache_loads_twice() -> None:
    both = threading.Barrier(2)
    calls = []

    @lru_cache(maxsize=10)
    def load(key: str) -> str:
        calls.append(key)
        both.wait(timeout=5)  # passes only if two calls are in here at once
        return key.upper()

    threads = [threading.Thread(target=load, args=("k",)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == ["k", "k"] and not both.broken


def eviction_time(entries: D, evict: Callable[[D], None]) -> float:
    """Return the seconds that insertions take, each with an eviction."""
    n = len(entries)
    start = time.perf_counter()
    for i in range(5_000):
        entries[n + i] = None
        evict(entries)
    return time.perf_counter() - start


def evict_from_dict(entries: dict[int, None]) -> None:
    del entries[next(iter(entries))]


def evict_from_ordered(entries: OrderedDict[int, None]) -> None:
    entries.popitem(last=False)


def main() -> None:
    check_order()
    check_that_lru_cache_loads_twice()
    sizes = 100, 1_000, 10_000, 100_000
    plain = [eviction_time(dict.fromkeys(range(n)), evict_from_dict) for n in sizes]
    ordered = [eviction_time(OrderedDict.fromkeys(range(n)), evict_from_ordered) for n in sizes]
    print("insert and evict, by the number of entries held:")
    print("           dict  OrderedDict")
    for n, p, o in zip(sizes, plain, ordered):
        print(f"{n:7} {p / plain[0]:7.1f} {o / ordered[0]:12.1f}")


if __name__ == "__main__":
    main()
