"""The user's library: their own copies of sources, in a SQLite file of their own beside no crisis database.

A crisis database is only ever read; what the user adds is written here, each change in one transaction. Notes, tags and
bookmarks belong in the same file: a later version adds their tables as a further step of `_STEPS`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

from iptui.store.shelf import VARIABLE, LibraryError, library_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["LIBRARY_ID", "VARIABLE", "AttachedText", "Library", "LibraryError", "library_path"]

LIBRARY_ID = 0x6970746C
"""The application_id of a library: "iptl" in ASCII."""

_MAGIC = b"SQLite format 3\x00"
_BUSY = 5.0
_STEPS = (
    """
    CREATE TABLE attached_text (
      crisis      TEXT NOT NULL CHECK (crisis <> ''),
      source      TEXT NOT NULL CHECK (source <> ''),
      file        TEXT NOT NULL,
      kind        TEXT NOT NULL CHECK (kind IN ('text', 'markdown', 'html', 'pdf')),
      sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
      text_sha256 TEXT NOT NULL CHECK (length(text_sha256) = 64),
      text        TEXT NOT NULL,
      attached    TEXT NOT NULL,
      PRIMARY KEY (crisis, source)
    ) STRICT, WITHOUT ROWID
    """,
)
"""What each version of the file adds to the one before; its user_version is the number of steps taken."""


class AttachedText(NamedTuple):
    """A reader's copy of a source.

    Attributes:
        crisis: id of the crisis.
        source: id of the source.
        file: name of the file that it was read from, without its folder.
        kind: `text`, `markdown`, `html` or `pdf`.
        sha256: SHA-256 of that file's bytes.
        text_sha256: SHA-256 of the text, encoded as UTF-8.
        text: the text as it was taken from the file.
        attached: when, in ISO 8601, UTC.
    """

    crisis: str
    source: str
    file: str
    kind: str
    sha256: str
    text_sha256: str
    text: str
    attached: str


class Library:
    """The user's library, by its path. A file that is not there yet is an empty library.

    Every method opens and closes the file itself, so an object may be used from several threads.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Take a path, or the user's own (`library_path`); nothing is opened yet.

        Raises:
            LibraryError: when there is no home and no path is given.
        """
        self.path = path if path is not None else library_path()

    # -- reading -------------------------------------------------------------------------------------------

    def texts(self, crisis: str) -> dict[str, AttachedText]:
        """The attached copies of a crisis's sources, by source id.

        Raises:
            LibraryError: when the file is not a library, or cannot be read.
        """
        return {found.source: found for found in self._select(crisis, "ORDER BY source", ())}

    def text(self, crisis: str, source: str) -> AttachedText | None:
        """The attached copy of one source, or None.

        Raises:
            LibraryError: when the file is not a library, or cannot be read.
        """
        found = self._select(crisis, "AND source = ?", (source,))
        return found[0] if found else None

    def _select(self, crisis: str, rest: str, values: tuple[str, ...]) -> list[AttachedText]:
        with self._reading() as connection:
            if connection is None:
                return []
            found = connection.execute(
                f"""SELECT crisis, source, file, kind, sha256, text_sha256, text, attached FROM attached_text
                    WHERE crisis = ? {rest}""",
                (crisis, *values),
            ).fetchall()
        texts = [AttachedText(*row) for row in found]
        for text in texts:
            if sha256(text.text.encode("utf-8", "surrogatepass")).hexdigest() != text.text_sha256:
                raise LibraryError(
                    f"{self.path}: the attached text of {text.source} is damaged; attach your copy again"
                )
        return texts

    # -- writing -------------------------------------------------------------------------------------------

    def attach(self, text: AttachedText) -> None:
        """Keep a copy of a source, in place of the one that is there.

        Raises:
            LibraryError: when the library cannot be written.
        """
        # The name of a file may be bytes that are no text.
        kept = text._replace(file=text.file.encode("utf-8", "replace").decode())
        with self._writing() as connection:
            connection.execute(
                """INSERT OR REPLACE INTO attached_text
                   (crisis, source, file, kind, sha256, text_sha256, text, attached) VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                kept,
            )

    def forget(self, crisis: str, source: str) -> bool:
        """Remove the copy of a source; False where there was none.

        Raises:
            LibraryError: when the library cannot be written.
        """
        if not self.path.exists():
            return False
        with self._writing() as connection:
            # The text is the reader's and may be private: its pages are overwritten, not merely set free.
            connection.execute("PRAGMA secure_delete = ON")
            gone = connection.execute("DELETE FROM attached_text WHERE crisis = ? AND source = ?", (crisis, source))
            return gone.rowcount > 0

    # -- the file ------------------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        if not self._is_there():
            yield None
            return
        # Opened for writing where that is allowed: after a crash SQLite must be able to roll back.
        mode = "rw" if os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK) else "ro"
        with self._told("read"), closing(self._connect(mode)) as connection:
            connection.execute("PRAGMA query_only = ON")
            if not self._version(connection):
                yield None
                return
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._told("written"):
            self._make()
            with closing(self._connect("rw")) as connection:
                before = self._identity()
                for pragma in ("journal_mode = DELETE", "synchronous = EXTRA"):
                    connection.execute(f"PRAGMA {pragma}").fetchone()
                connection.execute("BEGIN IMMEDIATE")
                try:
                    self._upgrade(connection)
                    yield connection
                    if self._identity() != before:
                        raise LibraryError(f"{self.path}: was replaced while it was open; nothing was changed")
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            held = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            why = "another program is writing to it and holds the lock; try again when it is done"
            raise LibraryError(self._cannot(done, why if held else str(error))) from error
        except OSError as error:
            raise LibraryError(self._cannot(done, error.strerror or str(error))) from error

    def _cannot(self, done: str, why: str) -> str:
        # SQLite quotes a damaged schema over several lines.
        return f"{self.path}: your library cannot be {done}: {' '.join(why.split())} ({VARIABLE} names another file)"

    def _is_there(self) -> bool:
        """Whether there is a file with anything in it, and it is a SQLite database."""
        with self._told("read"):
            if not self.path.exists():
                return False
            if not self.path.is_file():
                raise LibraryError(f"{self.path}: not a file")
            with self.path.open("rb") as file:
                start = file.read(len(_MAGIC))
        if start and start != _MAGIC:
            raise LibraryError(f"{self.path}: not a library of iptui ({VARIABLE} or your data folder names it)")
        return bool(start)

    def _make(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._is_there() and not self.path.exists():
            # For the user alone: what they read is nobody else's business.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))

    def _connect(self, mode: str) -> sqlite3.Connection:
        # Many have no library to open.
        from urllib.parse import quote

        uri = f"file:{quote(os.fspath(self.path.absolute()))}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_BUSY)
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _identity(self) -> tuple[int, int]:
        found = self.path.stat()
        return found.st_dev, found.st_ino

    def _version(self, connection: sqlite3.Connection) -> int:
        """How many steps the file has taken; 0 for an empty one."""
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if not tables and not application:
            return 0
        if application != LIBRARY_ID:
            raise LibraryError(f"{self.path}: a SQLite database, but not a library of iptui")
        if version > len(_STEPS):
            raise LibraryError(
                f"{self.path}: made by a newer iptui (library version {version}, this one reads {len(_STEPS)})"
            )
        return int(version)

    def _upgrade(self, connection: sqlite3.Connection) -> None:
        for step in _STEPS[self._version(connection) :]:
            connection.execute(step)
        connection.execute(f"PRAGMA application_id = {LIBRARY_ID}")
        connection.execute(f"PRAGMA user_version = {len(_STEPS)}")
