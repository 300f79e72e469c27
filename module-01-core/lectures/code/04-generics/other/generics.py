"""Type arguments are objects here, and no code looks at them unless you do."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar, get_args


class Comparable(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...


T = TypeVar("T")
C = TypeVar("C", bound=Comparable)
Number = TypeVar("Number", int, float)


class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, item: T) -> None:
        self.items.append(item)


class Checked(Stack[T]):
    def push(self, item: T) -> None:
        (wanted,) = get_args(self.__orig_class__)  # type: ignore[attr-defined]
        if not isinstance(item, wanted):
            raise TypeError(f"{item!r} is not of {wanted}")
        super().push(item)


def largest(first: C, *others: C) -> C:
    return max(first, *others)


def double(n: Number) -> Number:
    return n + n


def attempt(what: str, f: Callable[[], object]) -> None:
    try:
        print(what, f())
    except TypeError as refused:
        print(what, "TypeError:", refused)


if __name__ == "__main__":
    numbers = Stack[int]()
    numbers.push("three")  # type: ignore[arg-type]
    print(numbers.items, type(numbers) is type(Stack[str]()))
    attempt("is it a Stack[int]?", lambda: isinstance(numbers, Stack[int]))
    attempt("checked:", lambda: Checked[int]().push("three"))  # type: ignore[arg-type]
    print(largest(3, 10), largest("3", "10"), double("3"))  # type: ignore[type-var]
