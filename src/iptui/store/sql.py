"""SQL that somebody else wrote: asked in a process of its own, which can be ended whatever it is at.

This is the asking side, and knows no SQLite. The process (`sqlchild`) opens the database, guards the query
(`sqlguard`), and sends rows as lines of JSON: what has gone wrong in there can send lies, but no code.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from _thread import _count as count_threads
from binascii import a2b_base64, b2a_base64
from contextlib import contextmanager, suppress

from iptui.store.errors import DatabaseError, QueryError, QueryLimitError

__all__ = ["LATE", "MAX_ROW", "Answer", "Request", "Value", "asking", "silence", "stopped"]

Value = str | int | float | bytes | None

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from io import BufferedReader
    from pathlib import Path
    from typing import NoReturn, Protocol, TypedDict

    class Request(TypedDict):
        """A question as it is sent.

        Attributes:
            path: bytes of the database's path, in base64.
            ours: whether it lies in our own cache and never changes.
            query: one statement.
            parameters: values for its `:name` parameters.
            seconds: how long SQLite may work on it.
        """

        path: str
        ours: bool
        query: str
        parameters: dict[str, Value]
        seconds: float

    class _Child(Protocol):
        """A process that answers one question."""

        reader: BufferedReader

        def send(self, line: bytes) -> None:
            """Write to it."""

        def interrupt(self) -> None:
            """Let it end by itself."""

        def kill(self) -> None:
            """End it."""

        def ended(self, *, wait: bool) -> int | None:
            """Its exit code, that of a signal negative; None where it has not ended."""

        def close(self) -> None:
            """Close what leads to it."""


MAX_ROW = 200_000_000
"""Characters that one row may take as JSON."""
LATE = 75
"""Exit code of a process that ended itself because its time was over."""
_LINE = 4 * MAX_ROW
_PATIENCE = 0.05
_ERRORS = {kind.__name__: kind for kind in (QueryError, QueryLimitError, DatabaseError)}


class Answer:
    """What a query gives.

    Attributes:
        columns: the names of its columns, each once.
        rows: its rows, read from the database as they are asked for. Raises what `asking` raises.
    """

    __slots__ = ("columns", "rows")

    def __init__(self, columns: list[str], rows: Iterator[tuple[Value, ...]]) -> None:
        self.columns = columns
        self.rows = rows


def stopped(seconds: float) -> str:
    """What is said of a query that took too long."""
    return f"the query was stopped after {seconds:g} s; --timeout allows it more"


def silence() -> None:
    """Let standard input and output of this process lead nowhere: they are its parent's."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nowhere, stream)
    os.close(nowhere)


# -- the process -------------------------------------------------------------------------------------------


class _Forked:
    """A copy of this process: nothing has to be imported again, which takes longer than most questions."""

    def __init__(self) -> None:
        asked, self._writer = os.pipe()
        answers, answered = os.pipe()
        self._code: int | None = None
        self._pid = os.fork()
        if not self._pid:
            self._be_child(asked, answered, (self._writer, answers))
        os.close(asked)
        os.close(answered)
        self.reader = os.fdopen(answers, "rb")

    @staticmethod
    def _be_child(asked: int, answered: int, others: tuple[int, int]) -> NoReturn:
        code = 1
        try:
            for handle in others:
                os.close(handle)
            silence()
            from iptui.store.sqlchild import serve

            serve(asked, answered)
            code = 0
        except KeyboardInterrupt:
            code = 130
        finally:
            if code == 1:
                sys.excepthook(*sys.exc_info())
            # Nothing that waits in buffers, and no ending of this process's own: they are the parent's.
            os._exit(code)

    def send(self, line: bytes) -> None:
        left = memoryview(line)
        while left:
            left = left[os.write(self._writer, left) :]

    def interrupt(self) -> None:
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        # Until it has been waited for, the number is no other process's.
        if self._code is None:
            os.kill(self._pid, number)

    def ended(self, *, wait: bool) -> int | None:
        if self._code is None:
            pid, status = os.waitpid(self._pid, 0 if wait else os.WNOHANG)
            if pid:
                self._code = os.waitstatus_to_exitcode(status)
        return self._code

    def close(self) -> None:
        os.close(self._writer)
        self.reader.close()


class _Spawned:
    """A fresh Python, for Windows, and for a process with threads, of which a copy would be unsound."""

    def __init__(self) -> None:
        import subprocess

        # -P: a file of a name such as json.py in the folder where the user happens to be is not to be run.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "iptui.store.sqlchild"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        assert self._process.stdout is not None
        self.reader = open(self._process.stdout.fileno(), "rb", closefd=False)  # noqa: SIM115 - closed below

    def send(self, line: bytes) -> None:
        assert self._process.stdin is not None
        left = memoryview(line)
        while left:
            left = left[self._process.stdin.write(left) or 0 :]

    def interrupt(self) -> None:
        if sys.platform != "win32":
            self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        self._process.kill()

    def ended(self, *, wait: bool) -> int | None:
        return self._process.wait() if wait else self._process.poll()

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.reader.close()
        self._process.stdout.close()
        self._process.stdin.close()


def _begin(*, fresh: bool) -> _Child:
    return _Spawned() if fresh or not hasattr(os, "fork") or count_threads() else _Forked()


def _end(child: _Child) -> None:
    """Make sure that the process is gone."""
    try:
        if child.ended(wait=False) is None:
            # A copy of a stranger's database may be in the making: that is to be tidied away.
            child.interrupt()
            patience = time.monotonic() + _PATIENCE
            while child.ended(wait=False) is None and time.monotonic() < patience:
                time.sleep(0.001)
    finally:
        if child.ended(wait=False) is None:
            child.kill()
        child.ended(wait=True)
        child.close()


# -- the question ------------------------------------------------------------------------------------------


@contextmanager
def asking(
    path: Path | str,
    query: str,
    parameters: Mapping[str, Value],
    *,
    ours: bool = False,
    seconds: float = 10.0,
    fresh: bool = False,
) -> Iterator[Answer]:
    """Ask a crisis database in SQL; the process that answers is gone when the context ends.

    Args:
        path: the file.
        query: one statement that only reads.
        parameters: values for its `:name` parameters, no more and no fewer.
        ours: whether the file lies in our own cache and never changes.
        seconds: how long SQLite may work on the query, its reader's time not counted.
        fresh: start a Python of its own even where this process could be copied.

    Raises:
        QueryError: when it is wrong, or not only reading; also from the rows.
        QueryLimitError: when it runs into a limit of time, size or memory; also from the rows.
        DatabaseError: when the file is not a crisis database, or is damaged; also from the rows.
    """
    request: Request = {
        "path": b2a_base64(os.fsencode(path), newline=False).decode("ascii"),
        "ours": ours,
        "query": query,
        "parameters": dict(parameters),
        "seconds": seconds,
    }
    child = _begin(fresh=fresh)
    try:
        with suppress(BrokenPipeError):
            child.send(json.dumps(request).encode("ascii") + b"\n")
        lines = _lines(child, path, seconds)
        head = next(lines)
        columns = head.get("columns") if isinstance(head, dict) else None
        if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
            raise _unsound(path)
        yield Answer(columns, _rows(lines, len(columns), path))
    finally:
        _end(child)


def _rows(lines: Iterator[object], width: int, path: Path | str) -> Iterator[tuple[Value, ...]]:
    for page in lines:
        if not isinstance(page, list):
            if page == {"end": True}:
                return
            raise _unsound(path)
        for row in page:
            if not isinstance(row, list) or len(row) != width:
                raise _unsound(path)
            yield tuple(row)


def _decoded(found: dict[str, object]) -> object:
    """What JSON has no word for: `{"base64": …}` is bytes."""
    encoded = found.get("base64")
    return a2b_base64(encoded) if isinstance(encoded, str) else found


def _lines(child: _Child, path: Path | str, seconds: float) -> Iterator[object]:
    """What the process says, line by line, until it ends; what it says of an error is raised."""
    while line := child.reader.readline(_LINE):
        if not line.endswith(b"\n"):
            break
        try:
            said = json.loads(line, object_hook=_decoded)
        except (ValueError, RecursionError) as error:
            raise _unsound(path) from error
        if isinstance(said, dict) and "error" in said:
            raise _ERRORS.get(str(said["error"]), DatabaseError)(str(said.get("text", "")))
        yield said
    else:
        _explain_end(child, path, seconds)
    raise _unsound(path)


def _explain_end(child: _Child, path: Path | str, seconds: float) -> None:
    """Say why a process ended in the middle of an answer."""
    code = child.ended(wait=True)
    if code == LATE:
        raise QueryLimitError(stopped(seconds))
    if code is not None and code < 0:
        number = signal.Signals(-code)
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        if number == signal.SIGKILL:
            raise QueryLimitError("the query's process was killed; most likely it took more memory than there is")
        raise DatabaseError(f"{path}: the query brought down SQLite ({number.name}); nothing else was harmed")


def _unsound(path: Path | str) -> DatabaseError:
    return DatabaseError(f"{path}: the query's process ended without an answer")
