"""What a base class calls, what a Protocol checks, and a wrapper that passes everything on."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Protocol, runtime_checkable


class Report:
    rows = 3

    def title(self) -> str:
        return "report"

    def render(self) -> str:
        return f"{self.title()}, {self.rows} rows"


class Invoice(Report):
    def title(self) -> str:
        return "invoice"


@runtime_checkable
class Titled(Protocol):
    def title(self) -> str: ...


class Track:
    def title(self, language: str, /) -> bytes:
        return language.encode()


class Shape(ABC):
    @abstractmethod
    def area(self) -> int: ...


class Square(Shape):
    pass


class Counted:
    """Counts the reads of what it wraps and passes on everything else."""

    def __init__(self, wrapped: object) -> None:
        self._wrapped = wrapped
        self.reads = 0

    def __getattr__(self, name: str) -> object:
        self.reads += 1
        return getattr(self._wrapped, name)


def attempts() -> Iterator[str]:
    track = Track()
    yield f"a Track is Titled: {isinstance(track, Titled)}"
    try:
        track.title()  # type: ignore[call-arg]
    except TypeError as wrong:
        yield f"but {wrong}"
    try:
        Square()  # type: ignore[abstract]
    except TypeError:
        yield "a Square cannot be made"
    counted = Counted(Invoice())
    yield f"{counted.title()}, reads: {counted.reads}, an Invoice: {isinstance(counted, Invoice)}"


if __name__ == "__main__":
    print(Invoice().render())
    for line in attempts():
        print(line)
