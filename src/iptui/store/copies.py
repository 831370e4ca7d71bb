"""Sealed copies of databases that are not sealed, in the user's cache: a file that was named is never written to.

A copy is known by the file that it is of, by its stamps and header: a file that was not changed is not sealed twice,
one that was changed in any way is sealed anew. Each copy is locked by whoever reads it, and removed when it is out
of date, or when there are too many.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from iptui import __version__
from iptui.store import genuine, remembered
from iptui.store.errors import BuildError, DatabaseError
from iptui.store.making import NewFile, remove_unused, tidy
from iptui.store.opening import SEAL_VERSION, connect, files_of, harden
from iptui.store.paths import lasting_folder
from iptui.store.scripts import upgrade
from iptui.store.seal import Progress, seal
from iptui.store.steps import interruptible

__all__ = ["SealedCopy", "seal_copy"]

_SUFFIX = ".sqlite"
_WHY = "is not sealed, and a sealed copy cannot be made"
_MOST = 8
_LARGEST = 8_000_000_000
"""Bytes that all copies together may have, the latest apart."""
_PAGES = 4_000
_SPEED = ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -65536", "threads = 2")
_SEALING = -16_000


@dataclass(slots=True)
class SealedCopy:
    """A sealed copy that is being read.

    Attributes:
        connection: to it, hardened.
        path: where it is; None for one that is gone when the connection is closed.
    """

    connection: sqlite3.Connection
    path: Path | None
    _lock: int = -1

    def again(self, *, same_thread: bool = True) -> SealedCopy | None:
        """Another connection to it; None where there can be no other."""
        return None if self.path is None else _opened(self.path, same_thread=same_thread)

    def close(self) -> None:
        """Close the connection, and let the file be removed."""
        self.connection.close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def seal_copy(
    path: Path | str, unsealed: sqlite3.Connection, before: list[os.stat_result | None], *,
    same_thread: bool = True, progress: Progress | None = None,
) -> SealedCopy:  # fmt: skip
    """Find the sealed copy of a database, or make it.

    Args:
        path: the file, whose schema was checked.
        unsealed: a connection to it, or to what was recovered from it.
        before: its files as `opening.files_of` found them before it was opened.
        same_thread: whether only the calling thread will use the copy.
        progress: told how far it is.

    Raises:
        DatabaseError: when the file is damaged, or there is no room for a copy.
        sqlite3.Error: when it cannot be read; the caller names the file.
        KeyboardInterrupt: when the user has had enough; nothing is left behind then.
    """
    real = os.path.realpath(path)
    folder = lasting_folder()
    with ExitStack() as stack:
        with _still(unsealed) as in_place:
            name = _name(real, before, in_place=in_place)
            target = None if folder is None or name is None else Path(folder) / "sealed" / name
            found = None if target is None else _opened(target, same_thread=same_thread)
            if found is not None:
                return found
            with _written(target):
                new = None
                if target is not None:
                    target.parent.mkdir(mode=0o700, exist_ok=True)
                    new = stack.enter_context(NewFile(target, mode=0o600))
                copy = sqlite3.connect(
                    "" if new is None else new.path, isolation_level=None, check_same_thread=same_thread
                )
                kept = stack.enter_context(ExitStack())
                kept.callback(copy.close)
                _copy(copy, unsealed, progress)
        with _written(target):
            _seal(copy, progress)
            if new is None:
                # Without a name: in memory as far as there is room in SQLite's cache, and gone when it is closed.
                harden(copy)
                kept.pop_all()
                return SealedCopy(copy, None)
            kept.close()
            new.put()
        found = _opened(new.target, same_thread=same_thread)
        _tidy(new.target)
    if found is None:
        raise DatabaseError(f"is not sealed, and its sealed copy {new.target} was removed at once")
    return found


@contextmanager
def _written(target: Path | None) -> Iterator[None]:
    """Tell a folder that cannot be written, or has no room, from a file that cannot be read.

    Raises:
        DatabaseError: when it is that; the caller names the file that cannot be read.
    """
    where = "the temporary folder" if target is None else target.parent
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise DatabaseError(f"{_WHY} in {where}: {error}; is the disk full?") from error
        raise
    except OSError as error:
        raise DatabaseError(f"{_WHY} in {where}: {error.strerror or error}") from error
    except BuildError as error:
        raise DatabaseError(f"{_WHY}: {error}") from error


def _copy(copy: sqlite3.Connection, unsealed: sqlite3.Connection, progress: Progress | None) -> None:
    def copied(_status: int, left: int, total: int) -> None:
        if progress is not None:
            progress("copying", 0.1 * (total - left) / max(1, total))

    # Without a journal beside it, which a killed one would leave.
    copy.execute("PRAGMA journal_mode = OFF")
    # In pieces, with Python in between, so that ctrl+C ends it.
    unsealed.backup(copy, pages=_PAGES, progress=copied)


def _seal(copy: sqlite3.Connection, progress: Progress | None) -> None:
    report = progress or (lambda _text, _done: None)
    with interruptible(copy):
        for pragma in _SPEED:
            copy.execute(f"PRAGMA {pragma}")
        report("checking", 0.1)
        genuine.check_contents(copy)
        # Little is read twice from here on.
        copy.execute(f"PRAGMA cache_size = {_SEALING}")
        copy.execute("BEGIN")
        upgrade(copy)
        seal(copy, lambda text, done: report(text, 0.2 + 0.79 * done))
        copy.execute("COMMIT")
        report("sealed", 1.0)


@contextmanager
def _still(connection: sqlite3.Connection) -> Iterator[bool]:
    """Keep others from changing the file while it is copied; whether the connection is to the file itself."""
    in_place = bool(connection.execute("PRAGMA database_list").fetchone()[2])
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        yield in_place
    finally:
        connection.execute("ROLLBACK")


def _name(real: str, before: list[os.stat_result | None], *, in_place: bool) -> str | None:
    """The name of the copy of a file as it is; None where it cannot be told from what it will be after a change."""
    now = files_of(real)
    stamps = list(map(remembered.stamp, now))
    if stamps != list(map(remembered.stamp, before)):
        if not in_place:
            return None
    elif not in_place and not remembered.is_settled([each for each in now if each is not None]):
        # What is not locked, or has a log, is only told apart by its times.
        return None
    first = now[0]
    if first is None:
        return None
    digest = sha256(f"{__version__} {SEAL_VERSION} {sqlite3.sqlite_version}".encode())
    with open(real, "rb", buffering=0) as file:  # noqa: PTH123 - a text, as SQLite takes it
        # The header counts the transactions: two changes within one tick of the clock are two states.
        digest.update(file.read(100))
    for each in stamps:
        digest.update(f" {each}".encode())
    return f"{first.st_dev:x}-{first.st_ino:x}-{digest.hexdigest()[:24]}{_SUFFIX}"


def _opened(path: Path, *, same_thread: bool) -> SealedCopy | None:
    """Open a copy and lock it, None where it is not there."""
    try:
        lock = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        _share(lock)
        # It may have been removed before the lock was there, and made anew.
        if not os.path.samestat(os.fstat(lock), path.stat()):
            raise FileNotFoundError
        os.utime(path)
        return SealedCopy(connect(path, immutable=True, same_thread=same_thread), path, lock)
    except (OSError, DatabaseError):
        os.close(lock)
        return None


def _share(handle: int) -> None:
    with suppress(ImportError, OSError):
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)


def _tidy(latest: Path) -> None:
    """Remove copies that are out of date, and the oldest where there are too many; those that are read stay."""
    tidy(latest.parent, ".")
    with suppress(OSError):
        found = sorted(latest.parent.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime, reverse=True)
        of_file = latest.name.rpartition("-")[0]
        kept = size = 0
        for path in found:
            out_of_date = path != latest and path.name.rpartition("-")[0] == of_file
            size += path.stat().st_size
            if path != latest and (out_of_date or kept >= _MOST or size > _LARGEST):
                remove_unused(path)
            else:
                kept += 1
