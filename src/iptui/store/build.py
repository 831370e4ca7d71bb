"""Building a crisis database from checked records, atomically, with sqlite-utils.

Imported only when something is built: sqlite-utils costs more than the whole explorer at start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import sqlite_utils

from iptui.store import codebook
from iptui.store.errors import BuildError, FolderError
from iptui.store.making import NewDatabase, refused
from iptui.store.records import CrisisFolder, Entry, dating

__all__ = ["build"]

Row = dict[str, object]
_MAGIC = b"SQLite format 3\x00"


def build(crisis: CrisisFolder, target: Path, *, over_any_file: bool = False) -> None:
    """Build the database of a crisis and put it at `target` in one step.

    A reader sees the old or the new one, whole, and of two builders at once the last to finish wins with the same rows.

    Args:
        crisis: a sound one.
        target: the file to make.
        over_any_file: write over a file even where it is no database; otherwise that is refused.

    Raises:
        FolderError: when the crisis has problems.
        BuildError: when it cannot be written, or SQLite refuses a record.
    """
    if crisis.problems:
        raise FolderError(crisis.name, tuple(crisis.problems))
    with refused(target):
        try:
            _check_target(target, over_any_file=over_any_file)
        except ValueError as error:
            raise BuildError(f"{target}: cannot be written: {error}") from error
    with NewDatabase(target) as new:
        with refused(target):
            # Without plug-ins: what somebody has installed for another program has no business here.
            database = sqlite_utils.Database(new.connection, execute_plugins=False)
            for table, rows in _tables(crisis):
                _insert(database.table(table), rows)
        new.finish()


def _check_target(target: Path, *, over_any_file: bool) -> None:
    """Refuse to write over what is no database: a folder, a device, somebody's text."""
    if not target.exists():
        return
    if target.is_dir():
        raise BuildError(f"{target}: is a folder; name a file to build into")
    if not target.is_file():
        raise BuildError(f"{target}: is not a regular file")
    if over_any_file:
        return
    with target.open("rb") as there:
        start = there.read(len(_MAGIC))
    if start and start != _MAGIC:
        raise BuildError(f"{target}: is there already and is not a database; name another file, or move it away")


def _insert(table: sqlite_utils.db.Table, rows: Sequence[Row]) -> None:
    if not rows:
        return
    # What no row has is left to SQLite: an id that it gives, or NULL.
    columns = [column.name for column in table.columns if any(row.get(column.name) is not None for row in rows)]
    # As lists, the names first: sqlite-utils looks into every row for its columns where they are given by name.
    table.insert_all([columns, *([*map(row.get, columns)] for row in rows)], batch_size=len(rows))


class _Passages:
    """Numbers the passages in the order in which the records name them; each span of a source once."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._numbers: dict[tuple[object, object, object], int] = {}

    def number(self, passage: object) -> int | None:
        if not isinstance(passage, dict):
            return None
        start, end = passage["span"]
        key = (passage["source"], start, end)
        if key not in self._numbers:
            self._numbers[key] = len(self.rows) + 1
            self.rows.append(
                {
                    "id": self._numbers[key],
                    "source": passage["source"],
                    "span_start": start,
                    "span_end": end,
                    "paragraph": passage["paragraph"],
                    "words": passage["words"],
                    "sha256": passage["sha256"],
                },
            )
        return self._numbers[key]


def _dated(entry: Entry, key: str = "date") -> Row:
    text = entry.get(key)
    if not isinstance(text, str):
        return {}
    earliest, latest, begin, end, precision = dating(text)
    return {
        "earliest": earliest,
        "latest": latest,
        "begin": begin,
        "end": end,
        "date_prec": precision,
    }


def _list(entry: Entry, key: str) -> list[Entry]:
    value = entry.get(key, [])
    return value if isinstance(value, list) else []


def _tables(crisis: CrisisFolder) -> Iterator[tuple[str, list[Row]]]:
    """The rows of every table, parents before children."""
    book = codebook.bundled()
    passages = _Passages()
    yield "codebook", [dict(row) for row in book.rows]
    yield "codebook_source", [dict(row) for row in book.sources]
    yield "crisis", [{**entry, **_dated(entry)} for entry in crisis.of("crisis")]
    yield (
        "source",
        _parents_first(
            [
                {
                    "published": "XXXX",
                    "published_basis": "stated",
                    "reliability": "F",
                    **entry,
                    **_dated(entry, "published"),
                }
                for entry in crisis.of("source")
            ],
            "derived_from",
        ),
    )
    yield "actor", _parents_first([dict(entry) for entry in crisis.of("actor")], "parent")
    yield "actor_alias", _aliases(crisis, "actor")
    yield "place", _parents_first([dict(entry) for entry in crisis.of("place")], "parent")
    yield "place_alias", _aliases(crisis, "place")

    memberships: list[Row] = [
        {
            "single_seat": False,
            "acting": False,
            "implied": False,
            **entry,
            **_dated(entry, "span"),
            "id": number,
            "passage": passages.number(entry.get("at")),
        }
        for number, entry in enumerate(crisis.of("membership"), 1)
    ]
    evidence: list[Row] = [
        {
            "event": entry["id"],
            "passage": passages.number(found),
            "stance": found.get("stance", "supports"),
            "note": found.get("note"),
        }
        for entry in crisis.of("event")
        for found in _list(entry, "evidence")
    ]
    statements: list[Row] = [
        {
            "scheme": "plover",
            "date_basis": "stated",
            "status": "reported",
            **entry,
            **_dated(entry),
            "passage": passages.number(entry["at"]),
        }
        for entry in crisis.of("statement")
    ]
    claims: list[Row] = [
        {
            "negated": False,
            "credibility": 6,
            "rank": "normal",
            **entry,
            "passage": passages.number(entry["at"]),
        }
        for entry in crisis.of("claim")
    ]
    links: list[Row] = [
        {
            "from_id": entry["from"],
            "to_id": entry["to"],
            "type": entry["type"],
            "basis": entry["basis"],
            "passage": passages.number(entry.get("at")),
            "note": entry.get("note"),
        }
        for entry in crisis.of("link")
    ]
    yield "passage", passages.rows
    yield "membership", memberships
    yield (
        "event",
        [
            {
                "behaviour": "do",
                "scheme": "plover",
                "date_basis": "stated",
                "status": "reported",
                **entry,
                **_dated(entry),
                "context": " ".join(str(code) for code in _list(entry, "context")) or None,
            }
            for entry in crisis.of("event")
        ],
    )
    yield (
        "event_actor",
        [{"event": entry["id"], **found} for entry in crisis.of("event") for found in _list(entry, "actors")],
    )
    yield "evidence", evidence
    yield "statement", _parents_first(statements, "variant_of")
    yield "statement_actor", list(_statement_actors(crisis))
    yield "claim", claims
    yield "event_link", links


def _aliases(crisis: CrisisFolder, kind: str) -> list[Row]:
    return [
        {kind: entry["id"], "basis": "stated" if "source" in found else "outside", **found}
        for entry in crisis.of(kind)
        for found in _list(entry, "aliases")
    ]


def _statement_actors(crisis: CrisisFolder) -> Iterator[Row]:
    for entry in crisis.of("statement"):
        named = [("speaker", entry.get("speaker"))]
        named += [("speaker", actor) for actor in _list(entry, "co_speakers")]
        named += [(role, entry.get(role)) for role in ("on_behalf_of", "addressee")]
        named += [("mentioned", actor) for actor in _list(entry, "mentions")]
        for role, actor in dict.fromkeys(named):
            if actor is not None:
                yield {"statement": entry["id"], "actor": actor, "role": role}


def _parents_first(rows: list[Row], key: str) -> list[Row]:
    """Order rows so that each comes after the one it refers to; cycles were refused by the checks."""
    waiting = {row["id"]: row for row in rows}
    done: list[Row] = []
    for row in rows:
        chain: list[Row] = []
        at: Row | None = row
        while at is not None and waiting.pop(at["id"], None) is not None:
            chain.append(at)
            at = waiting.get(at.get(key))
        done += reversed(chain)
    return done
