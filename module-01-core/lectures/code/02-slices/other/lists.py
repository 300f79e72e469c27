"""What list, dict and str do where Go's slices, maps and strings surprise."""

import sys

EMPTY = sys.getsizeof([])


def capacities(n: int) -> list[int]:
    """Return the places that a list of up to n elements reserves, without repetitions."""
    grown, seen = [], []
    for i in range(n):
        grown.append(i)
        places = (sys.getsizeof(grown) - EMPTY) // 8
        if not seen or seen[-1] != places:
            seen.append(places)
    return seen


def bytes_per_character(c: str) -> int:
    return sys.getsizeof(c * 1001) - sys.getsizeof(c * 1000)


def dicts() -> None:
    d = {k: k for k in range(100_000)}
    full = sys.getsizeof(d)
    print(f"dict: {full / len(d):.0f} bytes a key before the keys and values themselves")
    for k in range(1, 100_000):
        del d[k]
    deleted = sys.getsizeof(d)
    d.clear()
    print(f"deleted: {deleted / full:.0%} of it, cleared: {sys.getsizeof(d)} bytes")

    d = {"b": 1, "a": 2}
    d["c"] = 3
    print("order:", *d)
    try:
        for k in d:
            d[k + k] = 0
    except RuntimeError as changed:
        print("RuntimeError:", changed)

    nan = float("nan")
    d = {nan: 1, float("nan"): 2}
    print("NaN:", d.get(nan), d.get(float("nan")))


if __name__ == "__main__":
    base = ["a", "b", "c"]
    editor, guest = base[:], base[:]
    editor.append("edit")
    guest.append("look")
    print(editor[3], guest[3], *capacities(200))
    dicts()
    print("bytes a character:", *(bytes_per_character(c) for c in "né€🦜"))
    print("né🦜"[2], len("né🦜"), b"a\xff".decode(errors="surrogateescape").encode(errors="surrogateescape"))
