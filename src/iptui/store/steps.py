"""Between the steps of a statement that takes SQLite long: ctrl+C is heard there, and how far it is can be told."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["interruptible", "telling"]

_STEPS = 200_000
"""Instructions of SQLite's machine from one time that Python is called to the next: some milliseconds."""


@contextmanager
def interruptible(connection: sqlite3.Connection) -> Iterator[None]:
    """Let ctrl+C end what SQLite is doing on a connection, however long that takes.

    Raises:
        KeyboardInterrupt: when it did.
    """
    _listen(connection)
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            raise KeyboardInterrupt from error
        raise
    finally:
        connection.set_progress_handler(None, 0)


def _listen(connection: sqlite3.Connection) -> None:
    # Python looks for signals when it is called, and what it raises then ends SQLite's work.
    connection.set_progress_handler(lambda: 0, _STEPS)


@contextmanager
def telling(connection: sqlite3.Connection, report: Callable[[float], None], expected: float) -> Iterator[None]:
    """Within `interruptible`: tell how far SQLite is with what is done in here.

    Args:
        connection: the connection.
        report: told how much is done, from 0 to 1; what it raises ends the work and is raised here.
        expected: about how many instructions of SQLite's machine it takes.
    """
    done = 0
    raised: list[BaseException] = []

    def count() -> int:
        nonlocal done
        done += _STEPS
        try:
            report(min(1.0, done / max(1.0, expected)))
        except BaseException as error:  # noqa: BLE001 - SQLite would only say that it was interrupted
            raised.append(error)
            return 1
        return 0

    connection.set_progress_handler(count, _STEPS)
    try:
        yield
    except sqlite3.OperationalError:
        if raised:
            raise raised[0] from None
        raise
    finally:
        _listen(connection)
