"""A file that many change at once, and two ways to hide a secret, one of which
does not."""

import fcntl
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """Hold the lock of a target. It ends with the process, however that ends."""
    with open(target.with_name(f".{target.name}.lock"), "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a wait that no timeout ends
        yield


def update(name: Path, edit: Callable[[bytes], bytes]) -> None:
    """Replace the content of a file by what edit makes of it."""
    target = name.resolve()  # what the links lead to
    with locked(target):
        old = target.read_bytes()
        replace(target, edit(old))


def replace(target: Path, data: bytes) -> None:
    handle, temp = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.tmp-")
    try:
        with open(handle, "wb") as file:
            file.write(data)
            os.fchmod(handle, target.stat().st_mode & 0o7777)
            file.flush()  # out of Python's buffer: fsync knows nothing of it
            os.fsync(handle)
        os.rename(temp, target)
    except BaseException:
        os.unlink(temp)
        raise
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


class SecretText(str):
    """A str that prints stars."""

    def __str__(self) -> str:
        return "********"

    __repr__ = __str__


class Secret:
    """Not a str: what has no rule for it refuses it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "********"

    def reveal(self) -> str:
        return self._text


def fifty_writers(file: Path) -> int:
    """Return how many of fifty processes find their line in the file."""
    children = []
    for i in range(50):
        child = os.fork()
        if child == 0:
            update(file, lambda old: old + b"writer %d\n" % i)
            os._exit(0)
        children.append(child)
    failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    assert failed == 0, failed
    return len(set(file.read_text().splitlines()))


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "a.toml"
        file.touch(mode=0o640)
        print("lines of fifty writers:", fifty_writers(file))
        assert file.stat().st_mode & 0o777 == 0o640
        assert sorted(p.name for p in Path(directory).iterdir()) == [".a.toml.lock", "a.toml"]
    leaky, tight = SecretText("hunter2"), Secret("hunter2")
    print("print:     ", leaky, tight)
    print("json.dumps:", json.dumps({"password": leaky}), end=" ")
    try:
        json.dumps({"password": tight})
    except TypeError as error:
        print(error)
    print("join:      ", ",".join([leaky]))


if __name__ == "__main__":
    sys.exit(main())
