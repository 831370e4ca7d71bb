"""Writing a new crisis database in bulk: rows in batches, indexes last, sealed, and put in its place in one step.

For rows that come by the million from outside (`iptui.exchange`). What they mean is decided there; crises written by
hand are built in `iptui.store.build`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from iptui.store import bulk, codebook
from iptui.store.making import NewDatabase, refused
from iptui.store.seal import Progress

__all__ = ["Batch", "Ingest"]

Row = tuple[object, ...]

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
_TOGETHER = 500
_TAKEN = """WITH given(id) AS (VALUES {given}) SELECT id FROM given
            WHERE EXISTS (SELECT 1 FROM event WHERE event.id = given.id)
               OR EXISTS (SELECT 1 FROM statement WHERE statement.id = given.id)"""
_CHECKED = ("passage", "event", "event_actor", "evidence", "statement", "statement_actor")
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

    def __init__(self, target: Path, progress: Progress | None = None) -> None:
        """Make the new file with the tables and the codebook.

        Args:
            target: where the finished database goes.
            progress: told what is being done while it is finished.

        Raises:
            BuildError: when it cannot be written there.
        """
        self.target = target
        self._new = NewDatabase(target, progress=progress, many=True)
        self._connection = self._new.connection
        try:
            with refused(target):
                book = codebook.bundled()
                self._insert_rows("codebook", book.rows)
                self._insert_rows("codebook_source", book.sources)
        except BaseException:
            self.close()
            raise

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
        self._new.close()

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
        with refused(self.target):
            self._insert_rows("codebook", rows)

    def add_source(self, row: Mapping[str, object]) -> None:
        """Add a source: columns of the table `source` by name.

        Raises:
            BuildError: when SQLite refuses it.
        """
        with refused(self.target):
            self._insert_rows("source", [row])

    def taken(self, ids: Iterable[str]) -> set[str]:
        """Those of these ids that an event or statement has already."""
        found: set[str] = set()
        sought = list(ids)
        with refused(self.target):
            for at in range(0, len(sought), _TOGETHER):
                part = sought[at : at + _TOGETHER]
                query = _TAKEN.format(given=", ".join(["(?)"] * len(part)))
                found.update(id_ for (id_,) in self._connection.execute(query, part))
        return found

    def write(self, batch: Batch) -> None:
        """Write the rows of a batch and clear it.

        Raises:
            BuildError: when SQLite refuses a row or the disk is full.
        """
        with refused(self.target):
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
        with refused(self.target):
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
        with refused(self.target):
            self._insert_rows("crisis", [crisis])
        self._new.finish()


def _storable(value: object) -> object:
    """A value without half characters: the name of a file may be bytes that are no text."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
