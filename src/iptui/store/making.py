"""Making a database: a file beside its target, filled unseen, sealed, and put in its place in one step.

Crises that are written by hand (`build`), imports (`ingest`), backups and sealed copies are all made so. What goes
into a database is decided there; here is how it comes to be, or is gone without a trace.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from iptui.store import seal
from iptui.store.errors import BuildError
from iptui.store.scripts import creates, statements
from iptui.store.steps import interruptible

__all__ = ["NewDatabase", "NewFile", "refused", "remove_unused", "tidy"]

_UNFINISHED = ".new"
_UNWRITABLE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
_FEW = ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF")
_MANY = (*_FEW, "locking_mode = EXCLUSIVE", "cache_size = -65536", "temp_store = FILE", "threads = 2")
_INDEXED = 0.1
"""So much of finishing is indexing, where rows came by the million."""
_FINISHING = -16_000
"""As `cache_size`, once all rows are there: as much as an index may take to be sorted, and little is read twice."""


class NewFile:
    """A file beside its target that nobody else knows, there until it is put in its place or given up.

    It is locked as long as its maker lives, so that what a killed one has left is told from what is being made.
    """

    def __init__(self, target: Path, *, mode: int = 0o644) -> None:
        """Make the file, empty, and remove what killed makers of the same target have left.

        Args:
            target: where it will go.
            mode: its permissions once it is there.

        Raises:
            BuildError: when that cannot be.
        """
        self.target = target
        self._mode = mode
        with refused(target):
            try:
                self._handle, self.path = _make(target)
            except ValueError as error:
                raise BuildError(f"{target}: cannot be written: {error}") from error
        self._there = True
        if os.name != "posix":  # pragma: no cover - Windows renames nothing that is open
            self._release()

    def put(self) -> None:
        """Put the file in its place, synced: after a power cut there is the old or the new one, whole.

        Raises:
            BuildError: when that fails; the target is then as it was.
        """
        with refused(self.target):
            self.path.chmod(self._mode)
            with self.path.open("rb") as written:
                os.fsync(written.fileno())
            self.path.replace(self.target)
        self._there = False
        self._release()
        _sync(self.target.parent)

    def close(self) -> None:
        """Let go of the file, and delete it unless it was put in its place. May be called again."""
        if self._there:
            self.path.unlink(missing_ok=True)
            self._there = False
        self._release()

    def _release(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Delete the file unless it was put in its place."""
        self.close()


class NewDatabase:
    """A new crisis database while it is filled, in one transaction and without a journal: it can only be whole or gone.

    Attributes:
        connection: to fill it by, the tables there, a transaction begun.
    """

    def __init__(self, target: Path, *, progress: seal.Progress | None = None, many: bool = False) -> None:
        """Make the file with its tables.

        Args:
            target: where the finished database goes; missing folders are made.
            progress: told what is being done while it is finished.
            many: whether rows come by the million: indexes and constraints between tables are then made when all
                are there.

        Raises:
            BuildError: when it cannot be written there.
        """
        self.target = target
        self._progress = progress or (lambda _text, _done: None)
        self._later: list[str] = []
        with refused(target), suppress(ValueError):
            target.parent.mkdir(parents=True, exist_ok=True)
        self._file = NewFile(target)
        try:
            with refused(target):
                self.connection = sqlite3.connect(self._file.path, isolation_level=None)
                self._begin(many=many)
        except BaseException:
            self.close()
            raise

    def _begin(self, *, many: bool) -> None:
        run = self.connection.execute
        for pragma in _MANY if many else _FEW:
            run(f"PRAGMA {pragma}")
        for statement in statements("schema.sql"):
            # An index is made faster over all rows than row by row.
            if many and creates(statement) in ("INDEX", "TRIGGER"):
                self._later.append(statement)
            else:
                run(statement)
        if not many:
            run("PRAGMA foreign_keys = ON")
        run("BEGIN")

    def finish(self) -> None:
        """Add what is missing of the schema, seal, and put the database in its place.

        Raises:
            BuildError: when that fails; the target is then as it was.
        """
        run = self.connection.execute
        with refused(self.target), interruptible(self.connection):
            self._progress("indexing", 0.0)
            if self._later:
                run(f"PRAGMA cache_size = {_FINISHING}")
            for at, statement in enumerate(self._later):
                run(statement)
                self._progress("indexing", _INDEXED * (at + 1) / len(self._later))
            for script in ("unseal.sql", "views.sql"):
                for statement in statements(script):
                    run(statement)
            begun = _INDEXED if self._later else 0.0
            seal.seal(self.connection, lambda text, done: self._progress(text, begun + (0.98 - begun) * done))
            self._progress("writing", 0.99)
            run("COMMIT")
            run("PRAGMA optimize")
        self.connection.close()
        self._file.put()
        self.close()

    def close(self) -> None:
        """Give up: close and delete the new file. Does nothing after `finish`."""
        if hasattr(self, "connection"):
            self.connection.close()
        self._file.close()

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Delete the new file unless it was put in its place."""
        self.close()


@contextmanager
def refused(target: Path) -> Iterator[None]:
    """Tell what goes wrong in writing as a `BuildError` that names the target.

    Raises:
        BuildError: when the disk is full, the folder cannot be written, or SQLite refuses a record.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise BuildError(f"{target}: {_why(error)}") from error
    except OSError as error:
        raise BuildError(f"{target}: cannot be written: {error.strerror or error}") from error


def _why(error: BaseException) -> str:
    """What is wrong, the cause before what went wrong while cleaning up after it."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, sqlite3.Error) and getattr(found, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE:
            return f"cannot be written: {found}; is the disk full?"
        found = found.__context__
    return f"SQLite refused the data: {error}"


def _make(target: Path) -> tuple[int, Path]:
    """Make and lock a file beside a target: an open handle of it, and its path."""
    prefix = f".{target.name[:200]}."
    tidy(target.parent, prefix)
    while True:
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=_UNFINISHED, dir=target.parent)
        path = Path(name)
        # Another one that tidies may have come between the two.
        if _lock(handle) is not False and path.exists():
            return handle, path
        os.close(handle)


def _lock(handle: int) -> bool | None:
    """Lock a file unless another process has locked it; whether that is done, None where files cannot be locked."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def tidy(folder: Path, prefix: str) -> None:
    """Remove the unfinished files that killed makers have left in a folder."""
    with os.scandir(folder) as entries:
        found = [entry.path for entry in entries if entry.name.startswith(prefix) and entry.name.endswith(_UNFINISHED)]
    for left in found:
        remove_unused(Path(left))


def remove_unused(path: Path) -> None:
    """Remove a file that no process has locked; where that cannot be told or done, it stays."""
    # Somebody else's, or gone already: nothing depends on it.
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        try:
            if _lock(handle):
                path.unlink()
        finally:
            os.close(handle)


def _sync(folder: Path) -> None:
    """Make the new name last through a power cut, where folders can be synced."""
    if not hasattr(os, "O_DIRECTORY"):  # pragma: no cover - Windows
        return
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
