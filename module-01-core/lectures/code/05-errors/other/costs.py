"""What a failure costs on its way up through calls, in ratios to a way without."""
from statistics import median
from time import perf_counter


class Bottom(Exception):
    pass


def plain(depth):
    if depth == 0:
        return 1
    return plain(depth - 1) + 1


def value(depth, fail):
    if depth == 0:
        return (0, "bottom") if fail else (1, None)
    n, err = value(depth - 1, fail)
    if err is not None:
        return 0, err
    return n + 1, None


def throwing(depth, fail):
    if depth == 0:
        if fail:
            raise Bottom("bottom")
        return 1
    return throwing(depth - 1, fail) + 1


def chaining(depth):
    if depth == 0:
        raise Bottom("bottom")
    try:
        return chaining(depth - 1) + 1
    except Bottom as err:
        raise Bottom("level") from err


def passed(f, *args):
    return f(*args)


def caught(f, *args):
    try:
        return f(*args)
    except Bottom:
        return 0


ways = {
    "cannot fail": lambda depth: passed(plain, depth),
    "works: a pair returned": lambda depth: passed(value, depth, False),
    "works: try above it": lambda depth: caught(throwing, depth, False),
    "fails: a pair returned": lambda depth: passed(value, depth, True),
    "fails: raise, except at the top": lambda depth: caught(throwing, depth, True),
    "fails: raise from in each call": lambda depth: caught(chaining, depth),
}


def compare(depth):
    times = {name: [] for name in ways}
    for _ in range(9):
        for name, call in ways.items():
            start = perf_counter()
            for _ in range(300):
                call(depth)
            times[name].append(perf_counter() - start)
    return {name: median(t) / median(times["cannot fail"]) for name, t in times.items()}


one, twenty = compare(1), compare(20)
print(f"{'':<32} {'1 call':>8} {'20 calls':>9}")
for name in ways:
    print(f"{name:<32} {one[name]:8.1f} {twenty[name]:9.1f}")
