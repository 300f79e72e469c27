"""Chains, groups, and a finally that loses an exception."""


class OrderError(Exception):
    pass


def cents(line, text):
    try:
        return int(text)
    except ValueError as err:
        raise OrderError(f"line {line}: cents") from err


def forgot_from(text):
    try:
        return int(text)
    except ValueError:
        raise OrderError("bad cents")


def parse(lines):
    errors = []
    for line, text in enumerate(lines, 1):
        try:
            cents(line, text)
        except OrderError as err:
            errors.append(err)
    if errors:
        raise ExceptionGroup("upload", errors)


def swallow():
    try:
        return cents(1, "x")
    finally:
        return 0


try:
    cents(3, "4,50")
except OrderError as err:
    print("cause:", repr(err.__cause__))

try:
    forgot_from("4,50")
except OrderError as err:
    print("cause:", err.__cause__, "context:", type(err.__context__).__name__)

try:
    parse(["500", "x", "4,50"])
except* OrderError as group:
    print(group, [str(e) for e in group.exceptions])

print("swallowed:", swallow())
