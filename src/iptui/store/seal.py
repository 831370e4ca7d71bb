"""Sealing: numbers all items by their place in time and derives what makes the explorer fast (`db/seal.sql`).

Nothing is lost when the sealed tables are dropped; two sealings of the same data give the same rows. Everything is
read in the order of `seq` and kept as packed numbers, so that a million items need tens of megabytes, not gigabytes.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from iptui import resources
from iptui.store import bulk, sets, terms
from iptui.text import fold

__all__ = ["TABLES", "is_sealed", "seal", "statements"]

DAY = 86400
_BATCH = 4000
_NOTHING = (None, None, None)
_ACTOR_ONLY = ("actor",)
_REMEMBERED = 20_000
TABLES = ("seal_item", "seal_spread", "seal_set", "seal_text", "seal_meta")

# The place of every item in time. `item` is a rowid, which is what everything else is then joined by.
_ORDER = """
INSERT INTO temp.seal_order (said, item)
SELECT said, item FROM (
  SELECT 0 AS said, event.rowid AS item, event.begin, event.end, event.id FROM event
  UNION ALL
  SELECT 1, statement.rowid, statement.begin, statement.end, statement.id
  FROM statement JOIN passage ON passage.id = statement.passage)
ORDER BY coalesce(begin, end) IS NULL, coalesce(begin, end), end IS NULL, end, said, id
"""
# Three streams in the order of `seq`, read side by side: the items, their actors, and the sources of events.
_ITEMS = """
SELECT seq, 'event', event.id, event.date, event.begin, event.end, event.date_prec, event.date_basis, event.title,
       NULL, NULL, event.scheme, event.type, event.mode, event.status, event.summary, event.context, event.place,
       NULL, NULL, event.note IS NOT NULL, NULL
FROM temp.seal_order CROSS JOIN event ON event.rowid = item WHERE said = 0
UNION ALL
SELECT seq, 'statement', statement.id, statement.date, statement.begin, statement.end, statement.date_prec,
       statement.date_basis, statement.summary, statement.quote, statement.form, statement.scheme, statement.type,
       statement.mode, statement.status, NULL, NULL, NULL, statement.about, statement.language,
       statement.note IS NOT NULL, passage.source
FROM temp.seal_order CROSS JOIN statement ON statement.rowid = item CROSS JOIN passage ON passage.id = statement.passage
WHERE said = 1
ORDER BY seq
"""
_ACTORS = """
SELECT seq, event_actor.actor, event_actor.role FROM temp.seal_order CROSS JOIN event ON event.rowid = item
CROSS JOIN event_actor ON event_actor.event = event.id WHERE said = 0
UNION ALL
SELECT seq, statement_actor.actor, statement_actor.role
FROM temp.seal_order CROSS JOIN statement ON statement.rowid = item
CROSS JOIN statement_actor ON statement_actor.statement = statement.id WHERE said = 1
ORDER BY seq
"""
_SOURCES = """
SELECT seq, passage.source FROM temp.seal_order CROSS JOIN event ON event.rowid = item
CROSS JOIN evidence ON evidence.event = event.id CROSS JOIN passage ON passage.id = evidence.passage
WHERE said = 0 ORDER BY seq
"""
_RESPONDED = """
SELECT DISTINCT seq FROM event_link JOIN seal_item ON seal_item.id = to_id
WHERE event_link.type IN ('response_to', 'retaliation_for') ORDER BY seq
"""
_ITEM_COLUMNS = (
    "seq", "kind", "id", "date", "begin", "end", "date_prec", "basis", "title", "quote", "form", "type", "quad",
    "score", "actors", "n_sources", "status", "disputed",
)  # fmt: skip
_TEXT_COLUMNS = ("rowid", "title", "summary", "quote", "actors", "places")
_RANKS = {
    "event": {"initiator": 0, "participant": 1, "target": 2},
    "statement": {"speaker": 0, "on_behalf_of": 1, "addressee": 2},
}
"""The order in which an item names its actors, as in the view `timeline`; any other role comes after these."""
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
    for statement in statements(resources.read_text("seal.sql")):
        connection.execute(statement)
    connection.execute(
        "CREATE TEMP TABLE seal_order (seq INTEGER PRIMARY KEY, said INTEGER NOT NULL, item INTEGER NOT NULL)"
    )
    report("putting items in order")
    # The numbers that SQLite gives go on from the greatest there is, so that the first is 0.
    connection.execute("INSERT INTO temp.seal_order VALUES (-1, 0, 0)")
    connection.execute(_ORDER)
    connection.execute("DELETE FROM temp.seal_order WHERE seq = -1")
    report("sealing")
    sealing = _Sealing(connection)
    total = sealing.run()
    report("writing sets")
    for (seq,) in connection.execute(_RESPONDED):
        sealing.sets["has"]["response"].append(seq)
    sealing.write()
    report("indexing frequent words")
    terms.write(connection, total)
    connection.executemany("INSERT INTO seal_meta VALUES (?, ?)", [("items", str(total)), ("version", "1")])
    connection.execute("DROP TABLE temp.seal_order")


def statements(script: str) -> Iterable[str]:
    """The statements of a script, one by one: `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


class _Sealing:
    """One pass over all items in the order of `seq`, which writes them and gathers the members of every set."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        # The members of each set by facet and value, as packed numbers that only grow.
        self.sets: dict[str, defaultdict[object, array[int]]] = defaultdict(lambda: defaultdict(lambda: array("I")))
        self._actor_names = _pairs(connection, "SELECT id, name FROM actor")
        self._actor_words = _names(connection, "actor")
        self._place_words = _names(connection, "place")
        self._above = _ancestors(connection, "actor")
        self._within = _ancestors(connection, "place")
        self._located = _pairs(connection, "SELECT id, 1 FROM place WHERE lat IS NOT NULL")
        self._grades = _pairs(connection, "SELECT id, reliability FROM source")
        self._disputed = _pairs(connection, "SELECT DISTINCT event_id, 1 FROM main.disagreements")
        self._types, self._modes = _codes(connection)
        self._actor_sets: dict[tuple[str, str], list[array[int]]] = {}
        self._place_sets: dict[str, list[array[int]]] = {}
        self._source_sets: dict[tuple[str, ...], list[array[int]]] = {}

    def write(self) -> None:
        """Encode all sets into `seal_set`."""
        for facet, found in sorted(self.sets.items()):
            kept = sorted((str(value), numbers) for value, numbers in found.items() if value is not None and numbers)
            self._connection.executemany(
                "INSERT INTO seal_set VALUES (?, ?, ?, ?, ?, ?)",
                (
                    # The PLOVER type of a foreign code comes out of turn; anything else is in order already.
                    (facet, value, len(numbers), *sets.encode(sorted(numbers) if facet == "type" else numbers))
                    for value, numbers in kept
                ),
            )

    def run(self) -> int:
        """Write the rows of `seal_item`, `seal_spread` and `seal_text`; how many items there are."""
        items = self._connection.execute(_ITEMS)
        actors, sources = _Groups(self._connection.execute(_ACTORS)), _Groups(self._connection.execute(_SOURCES))
        heading = self.sets["mark"]["heading"]
        total = 0
        previous: object = ()
        while rows := items.fetchmany(_BATCH):
            written, texts, spread = [], [], []
            for row in rows:
                (
                    seq, kind, id_, date, begin, end, prec, basis, title, quote, form, scheme, type_, mode, status,
                    summary, context, place, about, language, noted, source,
                ) = row  # fmt: skip
                involved = actors.of(seq)
                named = [source] if kind == "statement" else [found for _, found in sources.of(seq)]
                n_sources = len(named) if len(named) < 2 else len(set(named))
                quad, score, plover = self._types.get((scheme, type_), _NOTHING)
                if mode is not None:
                    score = self._modes.get((scheme, type_, mode), score)
                    self.sets["mode"][mode].append(seq)
                disputed = 1 if id_ in self._disputed else 0
                shown, words = self._names(kind, involved) if involved else ("", "")
                written.append(
                    (
                        seq, kind, id_, date, begin, end, prec, basis, title, quote, form, type_, quad, score, shown,
                        n_sources, status, disputed,
                    )
                )  # fmt: skip
                texts.append(
                    (
                        seq, fold(title), fold(summary) if summary else "", fold(quote) if quote else "", words,
                        self._place_words.get(place, "") if place is not None else "",
                    )
                )  # fmt: skip
                if (begin is not None or end is not None) and (begin is None or end is None or end - begin >= DAY):
                    spread.append((seq, begin, end))
                days = (None if begin is None else begin // DAY, None if end is None else end // DAY)
                if days != previous:
                    heading.append(seq)
                    previous = days
                for numbers in self._of_actors(involved):
                    # Two actors under one, or one in two roles.
                    if not numbers or numbers[-1] != seq:
                        numbers.append(seq)
                for numbers in self._of_sources(named):
                    numbers.append(seq)
                if place is not None:
                    for numbers in self._of_place(place):
                        numbers.append(seq)
                if context:
                    for code in dict.fromkeys(context.split()):
                        self.sets["context"][code].append(seq)
                if plover is not None and plover != type_:
                    self.sets["type"][plover].append(seq)
                if kind == "statement":
                    for facet, value in (("about", about), ("lang", language), ("form", form)):
                        if value is not None:
                            self.sets[facet][value].append(seq)
                    if quote is not None:
                        self.sets["has"]["quote"].append(seq)
                if noted:
                    self.sets["has"]["note"].append(seq)
                if disputed:
                    self.sets["has"]["disagreement"].append(seq)
            self._add_columns(written)
            bulk.insert(self._connection, "seal_item", _ITEM_COLUMNS, written)
            bulk.insert(self._connection, "seal_spread", ("seq", "begin", "end"), spread)
            bulk.insert(self._connection, "seal_text", _TEXT_COLUMNS, texts)
            total += len(rows)
        return total

    def _add_columns(self, rows: list[tuple[Any, ...]]) -> None:
        """Gather the facets that are columns, column by column, which is quicker than row by row."""
        columns = dict(zip(_ITEM_COLUMNS, zip(*rows, strict=True), strict=True))
        seqs = columns["seq"]
        dated = tuple(
            "undated" if begin is None and end is None else "dated"
            for begin, end in zip(columns["begin"], columns["end"], strict=True)
        )
        for facet, values in (
            ("kind", columns["kind"]), ("type", columns["type"]), ("quad", columns["quad"]),
            ("status", columns["status"]), ("basis", columns["basis"]), ("prec", columns["date_prec"]), ("is", dated),
        ):  # fmt: skip
            found = self.sets[facet]
            if values.count(values[0]) == len(values):
                found[values[0]].extend(seqs)
            else:
                for seq, value in zip(seqs, values, strict=True):
                    found[value].append(seq)

    def _names(self, kind: str, involved: list[tuple[int, str, str]]) -> tuple[str, str]:
        """The actors of an item: as a row shows them, and as the text index holds them."""
        ranks = _RANKS[kind]
        names, words = self._actor_names, self._actor_words
        if len(involved) == 1:
            _, actor, _ = involved[0]
            return str(names.get(actor, "")), words.get(actor, "")
        if len(involved) == 2:
            (_, one, role), (_, two, other) = involved
            if one in names and two in names and names[one] != names[two]:
                first, second = (ranks.get(role, 3), str(names[one])), (ranks.get(other, 3), str(names[two]))
                if second < first:
                    first, second = second, first
                between = " and " if kind == "statement" and second[0] == 0 else ", "
                return f"{first[1]}{between}{second[1]}", f"{words[one]} / {words[two]}"
        shown: dict[str, int] = {}
        indexed: dict[str, None] = {}
        for _, actor, role in involved:
            name = names.get(actor)
            if name is not None:
                # The first role of an actor counts, in the order of the primary key.
                shown.setdefault(str(name), ranks.get(role, 3))
                indexed[words[actor]] = None
        ordered = sorted(shown, key=lambda name: (shown[name], name))
        if kind == "statement":
            # One row names its speakers in one place: who says a thing together must not look like one of them.
            together = [name for name in ordered if shown[name] == 0]
            ordered = [" and ".join(together), *ordered[len(together) :]] if together else ordered
        return ", ".join(ordered), " / ".join(indexed)

    def _of_actors(self, involved: list[tuple[int, str, str]]) -> Iterator[array[int]]:
        """The sets that an item is in for its actors, some of them perhaps twice."""
        for _, actor, role in involved:
            found = self._actor_sets.get((actor, role))
            if found is None:
                found = self._actor_sets[(actor, role)] = [
                    self.sets[facet][ancestor]
                    for facet in _FACETS_OF_ROLE.get(role, _ACTOR_ONLY)
                    for ancestor in self._above.get(actor, (actor,))
                ]
            yield from found

    def _of_place(self, place: str) -> list[array[int]]:
        found = self._place_sets.get(place)
        if found is None:
            found = self._place_sets[place] = [self.sets["place"][larger] for larger in self._within.get(place, ())]
            if place in self._located:
                found.append(self.sets["has"]["coordinates"])
        return found

    def _of_sources(self, named: list[str]) -> list[array[int]]:
        """The sets that an item is in for its sources: each of them, and the best grade."""
        key = tuple(named)
        found = self._source_sets.get(key)
        if found is None:
            if len(self._source_sets) >= _REMEMBERED:
                self._source_sets.clear()
            found = self._source_sets[key] = [self.sets["source"][source] for source in dict.fromkeys(named)]
            if named:
                found.append(self.sets["grade"][min(str(self._grades[source]) for source in named)])
        return found


class _Groups:
    """Rows that begin with `seq`, in its order, given out group by group."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, seq: int) -> list[Any]:
        """The rows of one item; items are asked for in their order."""
        found = []
        row = self._next
        while row is not None and row[0] == seq:
            found.append(row)
            row = next(self._rows, None)
        self._next = row
        return found


def _pairs(connection: sqlite3.Connection, query: str) -> dict[str, object]:
    return dict(connection.execute(query))


def _codes(
    connection: sqlite3.Connection,
) -> tuple[
    dict[tuple[object, object], tuple[int | None, float | None, str | None]],
    dict[tuple[object, object, object], float],
]:
    """Quad class, score and PLOVER type of every type, and the score of every mode that has one."""
    types = {
        (scheme, code): (quad, score, plover)
        for scheme, code, quad, score, plover in connection.execute(
            "SELECT scheme, code, quad, score, plover FROM codebook WHERE kind = 'type' AND parent = ''"
        )
    }
    modes = {
        (scheme, parent, code): score
        for scheme, parent, code, score in connection.execute(
            "SELECT scheme, parent, code, score FROM codebook WHERE kind = 'mode' AND score IS NOT NULL"
        )
    }
    return types, modes


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


def _names(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Every id with its name and its spellings, folded, as the text index holds them."""
    found = {id_: [name] for id_, name in connection.execute(f"SELECT id, name FROM {table}")}
    for id_, name in connection.execute(f"SELECT {table}, name FROM {table}_alias ORDER BY rowid"):
        if name not in found[id_]:
            found[id_].append(name)
    return {id_: fold(" / ".join(names)) for id_, names in found.items()}
