"""Copying a database to another file, whole, through SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from iptui.store.damage import reading
from iptui.store.errors import BuildError
from iptui.store.making import NewFile
from iptui.store.opening import open_readonly

__all__ = ["backup"]

_TARGETS = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_READONLY,
)


def backup(path: Path, target: Path, *, ours: bool = False) -> None:
    """Copy a crisis database.

    The copy is written beside its target, synced, and renamed over it: half a copy is never seen under its name.

    Args:
        path: the database.
        target: the new file.
        ours: whether `path` lies in our own cache and never changes.

    Raises:
        DatabaseError: when `path` is not a crisis database, or is damaged.
        BuildError: when the copy cannot be written.
    """
    with closing(open_readonly(path, ours=ours)) as source, NewFile(target) as new:
        with reading(path), closing(sqlite3.connect(new.path)) as copy:
            _copy(source, copy, target)
        new.put()


def _copy(source: sqlite3.Connection, copy: sqlite3.Connection, target: Path) -> None:
    """Copy, and tell what is wrong with the target from what is wrong with the source."""
    # Nobody sees it before it is whole, and a killed one would leave its journal.
    copy.execute("PRAGMA journal_mode = OFF")
    try:
        source.backup(copy)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) in _TARGETS:
            raise BuildError(f"{target}: cannot be written: {error}; is the disk full?") from error
        raise
