"""Where a transaction begins in sqlite3, and what is lost before it does. Then one
commit for all that wait, each in a savepoint."""

import queue
import sqlite3
import tempfile
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Callable, Optional

Change = Callable[[sqlite3.Connection], object]


def connect(file: Path, begins: Optional[str]) -> sqlite3.Connection:
    """None is autocommit: then BEGIN is ours to say."""
    db = sqlite3.connect(file, timeout=5, isolation_level=begins, check_same_thread=False)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA foreign_keys = ON")
    return db


class Stale(Exception):
    pass


def patch(db: sqlite3.Connection, seen: int, title: str, looked: Callable[[], None]) -> None:
    """Change the issue if its version is still the one that was seen."""
    (version,) = db.execute("SELECT version FROM issue").fetchone()
    if version != seen:
        raise Stale
    looked()
    db.execute("UPDATE issue SET title = ?, version = ?", (title, version + 1))


def two_patches(file: Path, begins: Optional[str], first: str) -> str:
    """The second one comes between the first one's look and its write."""
    ann, bo = connect(file, begins), connect(file, begins)
    ann.execute("DROP TABLE IF EXISTS issue")
    ann.execute("CREATE TABLE issue (title TEXT, version INTEGER)")
    ann.execute("INSERT INTO issue VALUES ('first', 1)")
    ann.commit()
    said: list[str] = []

    def change(name: str, db: sqlite3.Connection, looked: Callable[[], None]) -> None:
        try:
            with db:  # commits, or rolls back
                if first:
                    db.execute(first)
                patch(db, 1, name, looked)
            said.append(f"{name} 200")
        except Stale:
            said.append(f"{name} 412")
        except sqlite3.OperationalError as e:
            said.append(f"{name} {e.sqlite_errorname}")

    second = threading.Thread(target=change, args=("bo", bo, lambda: None))

    def looked() -> None:
        second.start()
        if first != "BEGIN IMMEDIATE":
            second.join()  # nothing holds it up

    change("ann", ann, looked)
    second.join()
    title, version = ann.execute("SELECT title, version FROM issue").fetchone()
    ann.close()
    bo.close()
    return f"{', '.join(said)}; it is {title}, version {version}"


class Writer:
    """One thread writes. It takes all that waits into one transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.queue: "queue.SimpleQueue[Optional[tuple[Change, Future[object]]]]" = queue.SimpleQueue()
        self.commits = 0

    def write(self, change: Change) -> "Future[object]":
        result: "Future[object]" = Future()
        self.queue.put((change, result))
        return result

    def run(self) -> None:
        while (first := self.queue.get()) is not None:
            batch = [first]
            while not self.queue.empty() and len(batch) < 256:
                job = self.queue.get()
                if job is None:
                    self.queue.put(None)
                    break
                batch.append(job)
            self.commit(batch)

    def commit(self, batch: "list[tuple[Change, Future[object]]]") -> None:
        done: list[Callable[[], None]] = []  # the answers, which are given after the commit
        self.db.execute("BEGIN IMMEDIATE")
        for change, result in batch:
            self.db.execute("SAVEPOINT job")
            try:
                value = change(self.db)
                done.append(lambda result=result, value=value: result.set_result(value))
            except Exception as e:
                self.db.execute("ROLLBACK TO job")
                done.append(lambda result=result, e=e: result.set_exception(e))
            self.db.execute("RELEASE job")
        self.db.execute("COMMIT")
        self.commits += 1
        for answer in done:
            answer()


def batched(file: Path) -> None:
    db = connect(file, None)
    db.execute("CREATE TABLE done (n INTEGER PRIMARY KEY)")
    writer = Writer(db)

    def change(n: int) -> Change:
        def run(db: sqlite3.Connection) -> object:
            db.execute("INSERT INTO done VALUES (?)", (n,))
            if n % 4 == 3:
                raise ValueError(n)
            return n

        return run

    results = [writer.write(change(n)) for n in range(40)]
    thread = threading.Thread(target=writer.run)
    thread.start()
    failed = [r.exception() for r in results]
    writer.queue.put(None)
    thread.join()
    (kept,) = db.execute("SELECT count(*) FROM done").fetchone()
    print(f"in {writer.commits} commit: {kept} done, {sum(e is not None for e in failed)} undone")
    db.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tracker.db"
        print("by default:     ", two_patches(file, "", ""))
        print("BEGIN:          ", two_patches(file, None, "BEGIN"))
        print("BEGIN IMMEDIATE:", two_patches(file, None, "BEGIN IMMEDIATE"))
        batched(file)


main()
