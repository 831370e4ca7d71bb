"""The process in which somebody else's SQL runs: one question, its rows, the end. `iptui.store.sql` is its other side.

It talks in lines of JSON, reads only the database, and ends by itself when its time is over or nobody listens any
more. Run as a module where the system cannot fork; nothing but the store and the standard library is imported here.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from _thread import start_new_thread
from binascii import a2b_base64, b2a_base64
from contextlib import closing, suppress

from iptui.store.errors import DatabaseError, QueryError, QueryLimitError
from iptui.store.opening import open_readonly
from iptui.store.sql import LATE, MAX_ROW, silence
from iptui.store.sqlguard import MAX_MEMORY, Guarded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iptui.store.sql import Request

__all__ = ["serve"]

_NOTHING = "[]"
_PAGE_ROWS = 500
_PAGE_BYTES = 65_536
_PAGE_SECONDS = 0.05
_TICK = 0.05
_GRACE = 0.3
"""Seconds that SQLite gets to stop by itself, which tells more, before its process is ended."""
_OWN_MEMORY = 700_000_000
"""Bytes of address space beside what SQLite may take: rows on their way out, in several shapes, and slack."""


class _Clock:
    """Ends the process when SQLite works for longer than it may. A thread, as every system has one."""

    def __init__(self) -> None:
        self._deadline: float | None = None
        start_new_thread(self._run, ())

    def watch(self, left: float | None) -> None:
        """Begin to count down some seconds, or stop it with None."""
        self._deadline = None if left is None else time.monotonic() + max(0.0, left) + _GRACE

    def _run(self) -> None:
        while True:
            time.sleep(_TICK)
            deadline = self._deadline
            if deadline is not None and time.monotonic() > deadline:
                os._exit(LATE)


def _end_with_reader(lifeline: int) -> None:
    """End the process as soon as the other end of a pipe is closed: the one who asked has gone."""
    with suppress(OSError):
        while os.read(lifeline, 4096):
            pass
    os._exit(0)


def _limit_process(files: int) -> None:
    """Limit what the process may take, where the system has such limits (not on Windows; macOS lets memory be).

    Args:
        files: bytes that a file may have that it writes to: 0, or the size of SQLite's own copy of the database.
    """
    try:
        import resource
    except ImportError:
        return
    limits = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, files)]
    with suppress(OSError):
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - no pathlib in here
            pages = int(file.read().split()[0])
        limits.append((resource.RLIMIT_AS, pages * resource.getpagesize() + MAX_MEMORY + _OWN_MEMORY))
    for limit, wanted in limits:
        hard = resource.getrlimit(limit)[1]
        lower = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(limit, (lower, lower))


def _room(connection: sqlite3.Connection) -> int:
    """Bytes of the file that SQLite may write to: none for a database in a file, its size for a copy of its own."""
    if any(file for _, name, file in connection.execute("PRAGMA database_list") if name == "main"):
        return 0
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return int(pages * size)


def _encoded(value: object) -> object:
    if isinstance(value, bytes):
        return {"base64": b2a_base64(value, newline=False).decode("ascii")}
    raise TypeError(type(value))


# In ASCII: a large text with one wide character in it would be held in a string of four bytes each.
_to_json = json.JSONEncoder(separators=(",", ":"), default=_encoded).encode


class _Reply:
    """Lines of JSON to the one who asked."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def line(self, text: str) -> None:
        """Write a line, however many pieces it takes."""
        for part in (text.encode("ascii"), b"\n"):
            left = memoryview(part)
            while left:
                left = left[os.write(self._handle, left) :]


def _answer(request: Request, reply: _Reply) -> None:
    path = os.fsdecode(a2b_base64(request["path"]))
    with closing(open_readonly(path, ours=request["ours"])) as connection:
        clock = _Clock()
        guarded = Guarded(connection, path, request["seconds"], clock.watch)
        _limit_process(_room(connection))
        # What is open is only read, and nothing is left to be tidied up: from here on ctrl+C ends even a long opcode.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        columns, rows = guarded.run(request["query"], request["parameters"])
        reply.line(_to_json({"columns": columns}))
        most = 1
        while True:
            with guarded.working():
                page = _page(rows, most)
            if page == _NOTHING:
                break
            reply.line(page)
            most = _PAGE_ROWS
        reply.line('{"end":true}')


def _page(rows: sqlite3.Cursor, most: int) -> str:
    """The next rows as one line of JSON: as many as it should hold, or have come within the blink of an eye."""
    page: list[str] = []
    size, since = 0, time.monotonic()
    for row in rows:
        text = _to_json(row)
        if len(text) > MAX_ROW:
            raise QueryLimitError(f"a row of the query is larger than {MAX_ROW // 1_000_000} MB")
        page.append(text)
        size += len(text)
        if len(page) >= most or size > _PAGE_BYTES or time.monotonic() - since > _PAGE_SECONDS:
            break
    return f"[{','.join(page)}]"


def serve(asked: int, answered: int) -> None:
    """Answer one question, then return.

    Args:
        asked: a pipe with the question in one line of JSON; that it is closed ends the process.
        answered: a pipe for the lines of the answer.
    """
    reply = _Reply(answered)
    try:
        line = bytearray()
        while not line.endswith(b"\n"):
            piece = os.read(asked, 65_536)
            if not piece:
                return
            line += piece
        start_new_thread(_end_with_reader, (asked,))
        try:
            _answer(json.loads(line), reply)
        except (QueryError, QueryLimitError, DatabaseError) as error:
            kind = next(each for each in (QueryError, QueryLimitError, DatabaseError) if isinstance(error, each))
            reply.line(_to_json({"error": kind.__name__, "text": str(error)}))
        except MemoryError:
            reply.line(_to_json({"error": "QueryLimitError", "text": "the query needs more memory than it may take"}))
    except BrokenPipeError:
        return


def _main() -> None:
    """The module as a program: the question from standard input, the answer to standard output."""
    asked, answered = os.dup(0), os.dup(1)
    silence()
    with suppress(KeyboardInterrupt):
        serve(asked, answered)


if __name__ == "__main__":
    _main()
