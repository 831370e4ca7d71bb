"""Writing a new crisis database in bulk: rows in batches, indexes last, sealed, and put in its place in one step.

For rows that come by the million from outside (`iptui.exchange`). What they mean is decided there; crises written by
hand are built in `iptui.store.build`.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from iptui import resources
from iptui.store import bulk, codebook, seal
from iptui.store.errors import BuildError

__all__ = ["Batch", "Ingest"]

Row = tuple[object, ...]
Say = Callable[[str], None]

_COLUMNS = {
    table: columns.split()
    for table, columns in {
        "passage": "id source span_start span_end paragraph words sha256",
        "actor": "id name kind parent",
        "actor_alias": "actor name",
        "place": "id name kind parent lat lon",
        "event": "rowid id title summary behaviour scheme type mode context date earliest latest begin end date_prec "
        "place where_prec status note",
        "event_actor": "event actor role",
        "evidence": "event passage note",
        "statement": "id summary form quote passage speaker addressee scheme type mode about channel language date "
        "earliest latest begin end date_prec status note",
        "statement_actor": "statement actor role",
        "claim": "id event property qualifier value low best high passage credibility",
    }.items()
}
_UNWRITABLE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
_CHECKED = ("passage", "event", "event_actor", "evidence")
"""Tables with a row or more for each row of a file, whose values `iptui.exchange.rows` has checked already."""


@dataclass(slots=True)
class Batch:
    """Rows waiting to be written. The columns of each table are those of `_COLUMNS`, in that order.

    Attributes:
        passage: id, source, span_start, span_end, paragraph, words, sha256.
        actor: id, name, kind, parent.
        actor_alias: actor, name.
        place: id, name, kind, parent, lat, lon.
        event: rowid, id, title, summary, behaviour, scheme, type, mode, context, date, earliest, latest, begin, end,
            date_prec, place, where_prec, status, note. The rowids rise, which keeps the table in the order of the file.
        event_actor: event, actor, role.
        evidence: event, passage, note.
        statement: id, summary, form, quote, passage, speaker, addressee, scheme, type, mode, about, channel, language,
            date, earliest, latest, begin, end, date_prec, status, note.
        statement_actor: statement, actor, role.
        claim: id, event, property, qualifier, value, low, best, high, passage, credibility.
    """

    passage: list[Row] = field(default_factory=list)
    actor: list[Row] = field(default_factory=list)
    actor_alias: list[Row] = field(default_factory=list)
    place: list[Row] = field(default_factory=list)
    event: list[Row] = field(default_factory=list)
    event_actor: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)
    statement: list[Row] = field(default_factory=list)
    statement_actor: list[Row] = field(default_factory=list)
    claim: list[Row] = field(default_factory=list)

    def clear(self) -> None:
        """Drop all rows."""
        for table in _COLUMNS:
            getattr(self, table).clear()


class Ingest:
    """A new database beside its target, there until `finish` puts it in its place or the context ends.

    Nothing but this object knows the new file, so it is written without a journal; whatever goes wrong, it is deleted
    and the target is as it was.
    """

    def __init__(self, target: Path, say: Say | None = None) -> None:
        """Make the new file with the tables and the codebook.

        Args:
            target: where the finished database goes.
            say: called with what is being done.

        Raises:
            BuildError: when it cannot be written there.
        """
        self.target = target
        self._say = say or (lambda _text: None)
        self._new: Path | None = None
        self._later: list[str] = []
        self._connection = sqlite3.connect(":memory:")
        begun = False
        try:
            with self._refused():
                self._begin()
            begun = True
        finally:
            # Also where the user interrupts: nobody but this object knows the new file.
            if not begun:
                self.close()

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Delete the new file unless it was put in its place."""
        self.close()

    def close(self) -> None:
        """Give up: close and delete the new file. Does nothing after `finish`."""
        self._connection.close()
        if self._new is not None:
            self._new.unlink(missing_ok=True)

    @contextmanager
    def _refused(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise BuildError(f"{self.target}: {_why(error)}") from error
        except OSError as error:
            raise BuildError(f"{self.target}: cannot be written: {error.strerror or error}") from error

    def _begin(self) -> None:
        self.target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{self.target.name[:200]}.", suffix=".new", dir=self.target.parent)
        self._new = Path(name)
        os.close(handle)
        self._connection.close()
        self._connection = sqlite3.connect(self._new, isolation_level=None)
        run = self._connection.execute
        for pragma in (
            "page_size = 4096",
            "journal_mode = OFF",
            "synchronous = OFF",
            "locking_mode = EXCLUSIVE",
            "cache_size = -131072",
            "temp_store = FILE",
            "threads = 2",
        ):
            run(f"PRAGMA {pragma}")
        for statement in seal.statements(resources.read_text("schema.sql")):
            # An index is made faster over all rows than row by row, and no trigger is needed for fresh ids.
            if _kind(statement) in ("INDEX", "TRIGGER"):
                self._later.append(statement)
            else:
                run(statement)
        run("BEGIN")
        book = codebook.bundled()
        self._insert_rows("codebook", book.rows)
        self._insert_rows("codebook_source", book.sources)

    def _insert_rows(self, table: str, rows: Iterable[Mapping[str, object]]) -> None:
        for row in rows:
            self._connection.execute(
                f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
                tuple(map(_storable, row.values())),
            )

    def add_codes(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Add codes to the codebook.

        Args:
            rows: scheme, kind, code, name, quad, score, plover, definition.

        Raises:
            BuildError: when one is there already.
        """
        with self._refused():
            self._insert_rows("codebook", rows)

    def add_source(self, row: Mapping[str, object]) -> None:
        """Add a source: columns of the table `source` by name.

        Raises:
            BuildError: when SQLite refuses it.
        """
        with self._refused():
            self._insert_rows("source", [row])

    def taken(self, ids: Iterable[str]) -> set[str]:
        """Those of these ids that an event or statement has already."""
        found = set()
        run = self._connection.execute
        with self._refused():
            for id_ in ids:
                if run(
                    "SELECT 1 WHERE EXISTS (SELECT 1 FROM event WHERE id = ?1) "
                    "OR EXISTS (SELECT 1 FROM statement WHERE id = ?1)",
                    (id_,),
                ).fetchone():
                    found.add(id_)
        return found

    def write(self, batch: Batch) -> None:
        """Write the rows of a batch and clear it.

        Raises:
            BuildError: when SQLite refuses a row or the disk is full.
        """
        with self._refused():
            for table, columns in _COLUMNS.items():
                rows = getattr(batch, table)
                if rows:
                    # A list of words in a CHECK is made anew for each row, which takes longer than the row itself.
                    self._connection.execute(
                        f"PRAGMA ignore_check_constraints = {'ON' if table in _CHECKED else 'OFF'}"
                    )
                    bulk.insert(self._connection, table, columns, rows)
        batch.clear()

    def span(self) -> tuple[str | None, str | None]:
        """The first and the last day of all that was written, as ISO text."""
        found: list[str | None] = []
        with self._refused():
            for bound, column, order in (("earliest", "begin", "ASC"), ("latest", "end", "DESC")):
                row = self._connection.execute(
                    f"SELECT {bound} FROM (SELECT {bound}, {column} FROM event UNION ALL "
                    f"SELECT {bound}, {column} FROM statement) WHERE {column} IS NOT NULL "
                    f"ORDER BY {column} {order} LIMIT 1"
                ).fetchone()
                found.append(row[0] if row else None)
        return found[0], found[1]

    def finish(self, crisis: Mapping[str, object]) -> None:
        """Add the crisis, the indexes and views, seal, and put the database in its place.

        Args:
            crisis: columns of the table `crisis` by name.

        Raises:
            BuildError: when that fails; the target is then as it was.
        """
        run = self._connection.execute
        with self._refused():
            self._insert_rows("crisis", [crisis])
            self._say("indexing")
            for statement in self._later:
                run(statement)
            for statement in seal.statements(resources.read_text("views.sql")):
                run(statement)
            seal.seal(self._connection, self._say)
            self._say("writing")
            run("COMMIT")
            run("PRAGMA optimize")
            self._connection.close()
            assert self._new is not None
            self._new.chmod(0o644)
            with self._new.open("rb") as written:
                os.fsync(written.fileno())
            self._new.replace(self.target)
            self._new = None
            _sync_folder(self.target.parent)


def _storable(value: object) -> object:
    """A value without half characters: the name of a file may be bytes that are no text."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _why(error: BaseException) -> str:
    """What is wrong, the cause before what went wrong while cleaning up after it."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, sqlite3.Error) and getattr(found, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE:
            return f"cannot be written: {found}; is the disk full?"
        found = found.__context__
    return f"SQLite refused the data: {error}"


def _kind(statement: str) -> str:
    """The word after CREATE, comments before it left out; an empty text where it creates nothing."""
    code = [line for line in statement.splitlines() if line.strip() and not line.lstrip().startswith("--")]
    words = " ".join(code).split(maxsplit=2)
    return words[1].upper() if len(words) > 1 and words[0].upper() == "CREATE" else ""


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where folders can be synced."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)
