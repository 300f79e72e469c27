"""What an element costs, who may point to it, and when it dies."""

import gc
import sys
import weakref
from array import array


def bytes_per_number(n: int) -> tuple[int, int]:
    """Return the bytes per number in a list and in an array, rounded."""
    boxed = [1_000 + i for i in range(n)]
    flat = array("q", boxed)
    in_objects = sum(map(sys.getsizeof, boxed))
    return round((sys.getsizeof(boxed) + in_objects) / n), round(sys.getsizeof(flat) / n)


def grow_while_lent() -> None:
    cents = array("q", [0])
    ann = memoryview(cents)
    try:
        cents.append(0)
    except BufferError as refused:
        print("append:", refused)
    ann[0] += 500
    ann.release()
    cents.append(300)
    print("the bank holds", sum(cents))


class Connection:
    def __init__(self, name: str) -> None:
        weakref.finalize(self, print, "closed:", name)
        self.on_error = None

    def fail(self) -> None: ...


def let_go() -> None:
    plain, reporting = Connection("plain"), Connection("reporting")
    reporting.on_error = reporting.fail
    del plain, reporting
    print("both are unreachable")
    gc.collect()


if __name__ == "__main__":
    print("list %d bytes a number, array %d" % bytes_per_number(100_000))
    grow_while_lent()
    let_go()
