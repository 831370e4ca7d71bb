"""Sealing a database in its own file: the one thing that this program writes to a file that was named, when asked to.

One transaction with SQLite's own journal: whatever ends it, the next one to open the file finds it as it was.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from iptui.store import genuine
from iptui.store.errors import BuildError, DatabaseError
from iptui.store.opening import MAX_VALUE, open_judged, refusal
from iptui.store.scripts import is_current, upgrade
from iptui.store.seal import Progress, seal
from iptui.store.steps import interruptible

__all__ = ["seal_in_place"]

_PATIENCE = 5.0
_UNWRITABLE = {
    sqlite3.SQLITE_FULL: "is the disk full?",
    sqlite3.SQLITE_IOERR: "is the disk full?",
    sqlite3.SQLITE_READONLY: "may you write to the file and to its folder?",
    sqlite3.SQLITE_CANTOPEN: "may you write to the file and to its folder?",
}
_PRAGMAS = (
    "trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "synchronous = EXTRA", "cache_size = -65536",
    "threads = 2",
)  # fmt: skip


def seal_in_place(path: Path, progress: Progress | None = None) -> int | None:
    """Seal a database that is not sealed, or was changed since, or is of an earlier schema version: it becomes today's.

    Args:
        path: the file.
        progress: told how far it is.

    Returns:
        The number of items, or None where it is sealed and of this schema version; nothing was written then.

    Raises:
        DatabaseError: when it is not a crisis database, is damaged, or another program holds the lock.
        BuildError: when it cannot be written.
        KeyboardInterrupt: when the user ended it; the file is as it was.
    """
    # As a stranger's first, without a write: not even a journal of theirs is rolled back before that.
    connection, sealed = open_judged(path)
    with closing(connection):
        if sealed and is_current(connection):
            return None
    try:
        real = Path(os.path.realpath(path))
        with closing(
            sqlite3.connect(f"{real.as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=_PATIENCE)
        ) as it:
            return _seal(it, progress)
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _UNWRITABLE:
            raise BuildError(f"{path}: cannot be written, and is as it was: {error}; {_UNWRITABLE[code]}") from error
        raise refusal(path, error) from error
    except DatabaseError as error:
        raise DatabaseError(f"{path}: {error}") from error
    except (UnicodeDecodeError, OverflowError, MemoryError) as error:
        raise DatabaseError(f"{path}: damaged: {error}") from error


def _seal(connection: sqlite3.Connection, progress: Progress | None) -> int | None:
    report = progress or (lambda _text, _done: None)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    with interruptible(connection):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Once more, now that nobody else can change it.
            report("checking", 0.0)
            genuine.check_schema(connection)
            if genuine.is_sealed(connection) and is_current(connection):
                connection.execute("ROLLBACK")
                return None
            genuine.check_contents(connection)
            upgrade(connection)
            seal(connection, lambda text, done: report(text, 0.1 + 0.85 * done))
            report("writing", 0.95)
            (total,) = connection.execute("SELECT count(*) FROM seal_item").fetchone()
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                # Not to be ended itself by what ended the sealing.
                connection.set_progress_handler(None, 0)
                connection.execute("ROLLBACK")
            raise
    return int(total)
