"""Sealing: numbers all items by their place in time and derives what makes the explorer fast (`db/seal.sql`).

Nothing is lost when the sealed tables are dropped; two sealings of the same data give the same rows. Everything is
read in the order of `seq` and kept as packed numbers, so that a million items need tens of megabytes, not gigabytes.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from iptui import resources
from iptui.store import sets
from iptui.text import fold

__all__ = ["TABLES", "is_sealed", "seal"]

DAY = 86400
TABLES = ("seal_item", "seal_spread", "seal_set", "seal_text", "seal_meta")

_ITEMS = """
SELECT timeline.kind, timeline.id, timeline.date, timeline.begin, timeline.end, timeline.date_prec,
       timeline.date_basis, timeline.title, timeline.quote, statement.form, timeline.type, timeline.quad,
       timeline.score, coalesce(timeline.actors, ''), timeline.n_sources, timeline.status,
       timeline.id IN temp.disputed
FROM timeline LEFT JOIN statement ON statement.id = timeline.id AND timeline.kind = 'statement'
ORDER BY coalesce(timeline.begin, timeline.end) IS NULL, coalesce(timeline.begin, timeline.end),
         timeline.end IS NULL, timeline.end, timeline.kind, timeline.id
"""
# What the rows of seal_item do not say of themselves; all in the order of seq.
_EVENTS = """
SELECT seq, event.mode, event.context, event.place, event.note IS NOT NULL, place.lat IS NOT NULL
FROM seal_item CROSS JOIN event ON event.id = seal_item.id LEFT JOIN place ON place.id = event.place
WHERE seal_item.kind = 'event' ORDER BY seq
"""
_STATEMENTS = """
SELECT seq, mode, about, language, note IS NOT NULL
FROM seal_item CROSS JOIN statement ON statement.id = seal_item.id WHERE seal_item.kind = 'statement' ORDER BY seq
"""
_EVENT_ACTORS = """
SELECT seq, actor, role FROM seal_item CROSS JOIN event_actor ON event = seal_item.id
WHERE seal_item.kind = 'event' ORDER BY seq
"""
_STATEMENT_ACTORS = """
SELECT seq, actor, role FROM seal_item CROSS JOIN statement_actor ON statement = seal_item.id
WHERE seal_item.kind = 'statement' ORDER BY seq
"""
_EVENT_SOURCES = """
SELECT seq, passage.source FROM seal_item CROSS JOIN evidence ON event = seal_item.id
CROSS JOIN passage ON passage.id = evidence.passage WHERE seal_item.kind = 'event' ORDER BY seq
"""
_STATEMENT_SOURCES = """
SELECT seq, passage.source FROM seal_item CROSS JOIN statement ON statement.id = seal_item.id
CROSS JOIN passage ON passage.id = statement.passage WHERE seal_item.kind = 'statement' ORDER BY seq
"""
_RESPONDED = """
SELECT DISTINCT seq FROM event_link JOIN seal_item ON seal_item.id = to_id
WHERE event_link.type IN ('response_to', 'retaliation_for') ORDER BY seq
"""
_TEXTS = """
SELECT seq, seal_item.title, event.summary, seal_item.quote, event.place
FROM seal_item LEFT JOIN event ON event.id = seal_item.id AND seal_item.kind = 'event' ORDER BY seq
"""
_FACETS_OF_ROLE = {
    "initiator": ("actor", "by"),
    "target": ("actor", "target"),
    "victim": ("actor", "target"),
    "speaker": ("actor", "speaker"),
    "on_behalf_of": ("actor", "speaker", "behalf"),
    "addressee": ("actor", "addressee"),
}


def is_sealed(connection: sqlite3.Connection) -> bool:
    """Whether the sealed tables are there."""
    found = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'seal_meta'").fetchone()
    return bool(found[0])


def seal(connection: sqlite3.Connection, say: Callable[[str], None] | None = None) -> None:
    """Make the sealed tables anew, within the caller's transaction.

    Args:
        connection: open for writing, in a transaction.
        say: called with what is being done, for a progress line.
    """
    report = say or (lambda _text: None)
    for name in TABLES:
        connection.execute(f"DROP TABLE IF EXISTS main.{name}")
    for statement in _statements(resources.read_text("seal.sql")):
        connection.execute(statement)
    connection.execute("CREATE TEMP TABLE disputed AS SELECT DISTINCT event_id AS event FROM main.disagreements")
    report("numbering items")
    members = _Members()
    total = _number_items(connection, members)
    report("gathering facets")
    _gather(connection, members)
    members.write(connection)
    report("indexing text")
    connection.executemany(
        "INSERT INTO seal_text (rowid, title, summary, quote, actors, places) VALUES (?, ?, ?, ?, ?, ?)",
        _texts(connection),
    )
    connection.executemany("INSERT INTO seal_meta VALUES (?, ?)", [("items", str(total)), ("version", "1")])
    connection.execute("DROP TABLE temp.disputed")


def _statements(script: str) -> Iterable[str]:
    """The statements of a script, one by one: `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


class _Members:
    """The members of every set, as packed numbers that only grow."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], array[int]] = {}

    def add(self, facet: str, value: object, seq: int) -> None:
        """Put an item into a set; items of one set come in the order of seq, twice does not matter."""
        if value is None:
            return
        key = (facet, str(value))
        numbers = self._found.get(key)
        if numbers is None:
            numbers = self._found[key] = array("I")
        if not numbers or numbers[-1] != seq:
            numbers.append(seq)

    def write(self, connection: sqlite3.Connection) -> None:
        """Encode all sets into `seal_set`. Events and statements are read one after the other: sort once more."""
        connection.executemany(
            "INSERT INTO seal_set VALUES (?, ?, ?, ?, ?, ?)",
            (
                (facet, value, len(numbers), *sets.encode(numbers))
                for (facet, value), found in sorted(self._found.items())
                for numbers in (sorted(found),)
            ),
        )


def _number_items(connection: sqlite3.Connection, members: _Members) -> int:
    insert = f"INSERT INTO seal_item VALUES ({', '.join('?' * 18)})"
    previous: object = ()
    total = 0
    reader = connection.execute(_ITEMS)
    while rows := reader.fetchmany(2000):
        connection.executemany(insert, ((seq, *row) for seq, row in enumerate(rows, total)))
        spread = []
        for seq, row in enumerate(rows, total):
            kind, _, _, begin, end, precision, basis, _, quote, form, type_, quad, _, _, _, status, disputed = row
            members.add("kind", kind, seq)
            members.add("form", form, seq)
            members.add("type", type_, seq)
            members.add("quad", quad, seq)
            members.add("status", status, seq)
            members.add("basis", basis, seq)
            members.add("prec", precision, seq)
            members.add("has", "quote" if quote is not None else None, seq)
            members.add("has", "disagreement" if disputed else None, seq)
            dated = begin is not None or end is not None
            members.add("is", "dated" if dated else "undated", seq)
            if dated and (begin is None or end is None or end - begin >= DAY):
                spread.append((seq, begin, end))
            days = (None if begin is None else begin // DAY, None if end is None else end // DAY)
            if days != previous:
                members.add("mark", "heading", seq)
                previous = days
        connection.executemany("INSERT INTO seal_spread VALUES (?, ?, ?)", spread)
        total += len(rows)
    return total


def _ancestors(connection: sqlite3.Connection, table: str) -> dict[str, list[str]]:
    """Every id with itself and all that it lies under."""
    parents = dict(connection.execute(f"SELECT id, parent FROM {table}"))
    found: dict[str, list[str]] = {}
    for start in parents:
        chain: list[str] = []
        at: str | None = start
        while at is not None and at not in chain:
            chain.append(at)
            at = parents.get(at)
        found[start] = chain
    return found


def _gather(connection: sqlite3.Connection, members: _Members) -> None:
    above = _ancestors(connection, "actor")
    for query in (_EVENT_ACTORS, _STATEMENT_ACTORS):
        for seq, actor, role in connection.execute(query):
            for facet in _FACETS_OF_ROLE.get(role, ("actor",)):
                for ancestor in above.get(actor, (actor,)):
                    members.add(facet, ancestor, seq)
    within = _ancestors(connection, "place")
    for seq, mode, context, place, noted, located in connection.execute(_EVENTS):
        members.add("mode", mode, seq)
        for code in (context or "").split():
            members.add("context", code, seq)
        for larger in within.get(place, ()):
            members.add("place", larger, seq)
        members.add("has", "note" if noted else None, seq)
        members.add("has", "coordinates" if located else None, seq)
    for seq, mode, about, language, noted in connection.execute(_STATEMENTS):
        members.add("mode", mode, seq)
        members.add("about", about, seq)
        members.add("lang", language, seq)
        members.add("has", "note" if noted else None, seq)
    grades = dict(connection.execute("SELECT id, reliability FROM source"))
    for query in (_EVENT_SOURCES, _STATEMENT_SOURCES):
        for seq, rows in groupby(connection.execute(query), key=itemgetter(0)):
            named = {source for _, source in rows}
            for source in named:
                members.add("source", source, seq)
            members.add("grade", min(grades[source] for source in named), seq)
    for (seq,) in connection.execute(_RESPONDED):
        members.add("has", "response", seq)


def _names(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Every id with its name and its spellings, folded, as the text index holds them."""
    found = {id_: [name] for id_, name in connection.execute(f"SELECT id, name FROM {table}")}
    for id_, name in connection.execute(f"SELECT {table}, name FROM {table}_alias ORDER BY rowid"):
        if name not in found[id_]:
            found[id_].append(name)
    return {id_: fold(" / ".join(names)) for id_, names in found.items()}


def _texts(connection: sqlite3.Connection) -> Iterator[tuple[int, str, str, str, str, str]]:
    actors, places = _names(connection, "actor"), _names(connection, "place")
    involved = _grouped(connection)
    waiting = next(involved, None)
    for seq, title, summary, quote, place in connection.execute(_TEXTS):
        names: list[str] = []
        if waiting is not None and waiting[0] == seq:
            names = [actors[actor] for actor in waiting[1]]
            waiting = next(involved, None)
        yield (
            seq,
            fold(title),
            fold(summary) if summary else "",
            fold(quote) if quote else "",
            " / ".join(names),
            places.get(place, ""),
        )


def _grouped(connection: sqlite3.Connection) -> Iterator[tuple[int, list[str]]]:
    """The actors of each item that has any, in the order of seq."""
    query = """SELECT seq, actor FROM seal_item CROSS JOIN event_actor ON event = id WHERE kind = 'event'
               UNION ALL SELECT seq, actor FROM seal_item CROSS JOIN statement_actor ON statement = id
                         WHERE kind = 'statement' ORDER BY seq"""
    for seq, rows in groupby(connection.execute(query), key=itemgetter(0)):
        yield seq, list(dict.fromkeys(actor for _, actor in rows))
