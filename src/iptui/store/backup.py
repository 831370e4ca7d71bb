"""Copying a database to another file, whole, through SQLite."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from iptui.store.catalogue import reading
from iptui.store.errors import BuildError
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
    with closing(open_readonly(path, ours=ours)) as source:
        try:
            handle, name = tempfile.mkstemp(prefix=f".{target.name[:200]}.", suffix=".new", dir=target.parent)
            os.close(handle)
        except OSError as error:
            raise BuildError(f"{target}: cannot be written: {error.strerror or error}") from error
        new = Path(name)
        try:
            with reading(path), closing(sqlite3.connect(new)) as copy:
                _copy(source, copy, target)
            new.chmod(0o644)
            with new.open("rb") as written:
                os.fsync(written.fileno())
            new.replace(target)
        except OSError as error:
            raise BuildError(f"{target}: cannot be written: {error.strerror or error}") from error
        finally:
            new.unlink(missing_ok=True)


def _copy(source: sqlite3.Connection, copy: sqlite3.Connection, target: Path) -> None:
    """Copy, and tell what is wrong with the target from what is wrong with the source."""
    try:
        source.backup(copy)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) in _TARGETS:
            raise BuildError(f"{target}: cannot be written: {error}; is the disk full?") from error
        raise
