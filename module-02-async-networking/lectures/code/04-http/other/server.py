"""What http.server does with slow clients, and json and sqlite3 with careless ones."""

import contextlib
import json
import os
import socket
import sqlite3
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, *args: object) -> None:
        pass  # the client has left, in the middle of its header


class Patient(Handler):
    timeout = 0.5  # seconds, for each recv


def slow(handler: type[Handler], sends: bytes, pause: float) -> str:
    """Say whether a client that sends a byte now and then is still there after a while."""
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with contextlib.closing(socket.create_connection(server.server_address)) as client:
            client.sendall(b"GET / HTTP/1.1\r\nX-Name: ")
            client.settimeout(pause)
            end = time.monotonic() + 1.5
            says = "stays"
            while time.monotonic() < end and says == "stays":
                try:
                    client.sendall(sends)
                    if not client.recv(1):
                        says = "is cut off"
                except TimeoutError:
                    pass
                except OSError:
                    says = "is cut off"
        server.shutdown()
        return says


print("default:", Handler.protocol_version + ",", "timeout", Handler.timeout)
print("timeout of 0.5: who is silent", slow(Patient, b"", 1.5) + ",", "who trickles", slow(Patient, b"x", 0.05))

with Server(("127.0.0.1", 0), Handler) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with contextlib.closing(socket.create_connection(server.server_address)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nIf-Ma")
        client.shutdown(socket.SHUT_WR)
        print("half a header, then the end:", client.makefile().readline().rstrip())
    server.shutdown()

print("json:", json.loads('{"amount": 100, "amount": NaN}'))


def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member is there twice")
    return members


try:
    json.loads('{"amount": 100, "amount": 1}', object_pairs_hook=once)
except ValueError as error:
    print("json, strictly:", error)

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "test.db")
    one, two = (sqlite3.connect(path, timeout=10, isolation_level=None) for _ in range(2))
    one.executescript("PRAGMA journal_mode = wal; CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)")
    for connection in one, two:
        connection.execute("BEGIN")
        connection.execute("SELECT n FROM t").fetchall()
    one.execute("UPDATE t SET n = 2")
    one.execute("COMMIT")
    try:
        two.execute("UPDATE t SET n = 3")
    except sqlite3.OperationalError as error:
        print("sqlite3:", error.sqlite_errorname)
    one.close()
    two.close()
