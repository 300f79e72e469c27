"""What the global interpreter lock protects, and what it doesn't."""

import dis
import threading

ROUNDS = 300_000
count = 0


def one() -> int:
    return 1


def add_constant() -> None:
    global count
    for _ in range(ROUNDS):
        count += 1


def add_result() -> None:
    global count
    for _ in range(ROUNDS):
        count += one()


def lost(work) -> int:
    """Let four threads do the work, and return how many additions are missing."""
    global count
    count = 0
    ready = threading.Barrier(4)  # or one may be done before the next begins
    threads = [threading.Thread(target=lambda: (ready.wait(), work())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 4 * ROUNDS - count


if __name__ == "__main__":
    for work in (add_constant, add_result):
        names = [i.opname for i in dis.get_instructions(work)]
        body = names[names.index("STORE_FAST") + 1 : names.index("STORE_GLOBAL") + 1]
        print(work.__name__, *body)
        print("  lost:", lost(work))
