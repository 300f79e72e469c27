"""A property by hand under unittest, and what timeit leaves out."""

import random
import sys
import timeit
import unittest


def quote(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unquote(line: str) -> tuple[str, str]:
    if not line.startswith('"'):
        raise ValueError("no opening quote")
    value, escaped = [], False
    for i, c in enumerate(line[1:]):
        if c == "\\" and not escaped:
            escaped = True
        elif c == '"' and not escaped:
            return "".join(value), line[i + 2 :]
        else:
            value.append(c)
            escaped = False
    raise ValueError("no closing quote")


class Unquote(unittest.TestCase):
    def test_table(self) -> None:
        for line, want in {'""': "", '"a\\"b"': 'a"b', '"C:\\\\"': "C:\\"}.items():
            with self.subTest(line=line):
                self.assertEqual(unquote(line)[0], want)

    def test_round_trip(self) -> None:
        seed = random.randrange(2**32)
        rng = random.Random(seed)
        for _ in range(2_000):
            value = "".join(rng.choices('ab "\\ö€\udc81', k=rng.randrange(20)))
            self.assertEqual(unquote(quote(value) + "tail"), (value, "tail"), f"seed {seed}")


def knot() -> list:
    """Makes a list that only the cycle collector can free."""
    a: list = [None] * 8
    a[0] = a
    return a


if __name__ == "__main__":
    result = unittest.TextTestRunner(stream=open("/dev/null", "w")).run(
        unittest.defaultTestLoader.loadTestsFromTestCase(Unquote)
    )
    print(f"{result.testsRun} tests, {len(result.failures) + len(result.errors)} failed")
    without = min(timeit.repeat(knot, number=20_000, repeat=7))
    with_gc = min(timeit.repeat(knot, setup="import gc; gc.enable()", number=20_000, repeat=7))
    print(f"timeit as it is 1.0, with the collector on {with_gc / without:.1f}")
    sys.exit(not result.wasSuccessful())
