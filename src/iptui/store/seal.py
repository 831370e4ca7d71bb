"""Sealing: numbers all items by their place in time and derives what makes the explorer fast (`db/seal.sql`).

Nothing is lost when the sealed tables are dropped; two sealings of the same data give the same rows. Everything is
read in the order of `seq` and kept as packed numbers, so that a million items need tens of megabytes, not gigabytes.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterator
from typing import Any

from iptui.store import bulk, frequent, fulltext
from iptui.store.gathering import STEP, Gathered
from iptui.store.genuine import SEAL_VERSION
from iptui.store.scripts import creates, statements
from iptui.text import fold

__all__ = ["TABLES", "Progress", "seal"]

DAY = 86400
Progress = Callable[[str, float], None]
"""What is being done, and how much of all is done, from 0 to 1."""
_BATCH = 4096
_NOTHING = (None, None, None)
_ACTOR_ONLY = ("actor",)
_REMEMBERED = 20_000
TABLES = ("seal_item", "seal_spread", "seal_set", "seal_text", "seal_meta")
_HASHED = 16_000_000
_SORTED = -16_000
_SEPARATORS = range(0xE000, 0xF8FF)
"""Of private use, so that ids hardly have them: what parts the actors of an item from each other is one of no id."""

# Every item with its actors, each before its role, and its sources: packed into texts, as most are met again.
_ACTORS = """(SELECT group_concat(actor || :within || role, :between) FROM (
             SELECT actor, role FROM {kind}_actor WHERE {kind}_actor.{kind} = {kind}.id ORDER BY actor, role))"""
_SOURCES = """(SELECT group_concat(source, :between) FROM evidence CROSS JOIN passage ON passage.id = evidence.passage
             WHERE evidence.event = event.id)"""
# In the order of time. The rows are read as they lie in the file and sorted whole: to sort their numbers only, and then
# to look each row up where it lies, takes several times as long in a file that is larger than the memory for it.
_ITEMS = f"""
SELECT * FROM (
  SELECT 'event' AS kind, event.id AS id, event.date, event.begin AS begin, event.end AS end, event.date_prec,
         event.date_basis, event.title, NULL, NULL, event.scheme, event.type, event.mode, event.status, event.summary,
         event.context, event.place, NULL, NULL, event.note IS NOT NULL, {_ACTORS.format(kind="event")}, {_SOURCES}
  FROM event
  UNION ALL
  SELECT 'statement', statement.id, statement.date, statement.begin, statement.end, statement.date_prec,
         statement.date_basis, statement.summary, statement.quote, statement.form, statement.scheme, statement.type,
         statement.mode, statement.status, NULL, NULL, NULL, statement.about, statement.language,
         statement.note IS NOT NULL, {_ACTORS.format(kind="statement")}, passage.source
  FROM statement CROSS JOIN passage ON passage.id = statement.passage)
ORDER BY coalesce(begin, end) IS NULL, coalesce(begin, end), end IS NULL, end, kind, id
"""
_COUNT = "SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM statement)"
_IN_AN_ID = """SELECT EXISTS (SELECT 1 FROM actor WHERE instr(id, ?1))
                      OR EXISTS (SELECT 1 FROM source WHERE instr(id, ?1))"""
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


def seal(connection: sqlite3.Connection, progress: Progress | None = None) -> None:
    """Make the sealed tables anew, within the caller's transaction.

    Args:
        connection: open for writing, in a transaction.
        progress: told what is being done.
    """
    report = progress or (lambda _text, _done: None)
    report("putting items in order", 0.0)
    searchable = fulltext.available()
    if not searchable:
        fulltext.drop(connection)
    for name in TABLES:
        connection.execute(f"DROP TABLE IF EXISTS main.{name}")
    indexes = []
    for statement in statements("seal.sql"):
        # An index is made faster over all rows than row by row.
        if creates(statement) in ("INDEX", "UNIQUE"):
            indexes.append(statement)
        else:
            connection.execute(fulltext.PLAIN if creates(statement) == "VIRTUAL" and not searchable else statement)
    (total,) = connection.execute(_COUNT).fetchone()
    if searchable:
        # The index is kept in memory for longer before it is written, and what was written is merged once.
        for name, value in (("automerge", 0), ("hashsize", _HASHED)):
            connection.execute("INSERT INTO seal_text (seal_text, rank) VALUES (?, ?)", (name, value))
    sealing = _Sealing(connection)
    sealing.run(lambda done: report("sealing", 0.05 + 0.7 * done / max(1, total)))
    report("indexing", 0.75)
    if searchable:
        connection.execute("INSERT INTO seal_text (seal_text) VALUES ('optimize')")
    for statement in indexes:
        connection.execute(statement)
    report("writing sets", 0.8)
    response = sealing.sets.of("has")["response"]
    for (seq,) in connection.execute(_RESPONDED):
        response.append(seq)
    sealing.sets.write(connection)
    if searchable:
        frequent.write(connection, total, lambda done: report("indexing frequent words", 0.85 + 0.15 * done))
    connection.executemany("INSERT INTO seal_meta VALUES (?, ?)", [("items", str(total)), ("version", SEAL_VERSION)])
    connection.execute("INSERT OR REPLACE INTO main.sealing (id, fresh) VALUES (1, 1)")


class _Involved:
    """What follows from the actors of an item: how they are shown and found, and the sets that it is in for them."""

    __slots__ = ("sets", "shown", "words")

    def __init__(self, shown: str, words: str, sets: list[array[int]]) -> None:
        self.shown = shown
        self.words = words
        self.sets = sets


class _Sealing:
    """One pass over all items in the order of `seq`, which writes them and gathers the members of every set."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        # The PLOVER type of a foreign code comes out of turn.
        self.sets = Gathered(unordered=frozenset({"type"}))
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
        self._separators = _separators(connection)

    def run(self, report: Callable[[int], None]) -> None:
        """Write the rows of `seal_item`, `seal_spread` and `seal_text`.

        Args:
            report: told how many items are done.
        """
        between, within = self._separators
        items = self._sorted({"between": between, "within": within})
        facet = self.sets.of
        heading, has = facet("mark")["heading"], facet("has")
        quoted, noted_, disputed_ = has["quote"], has["note"], has["disagreement"]
        about_, lang, form_, mode_, type_sets = (facet(name) for name in ("about", "lang", "form", "mode", "type"))
        context_ = facet("context")
        types, modes, disputes, place_words = self._types, self._modes, self._disputed, self._place_words
        involving: dict[tuple[str, str | None], _Involved] = {}
        sourced: dict[str | None, tuple[int, list[array[int]]]] = {}
        previous: object = ()
        base = done = 0
        while rows := items.fetchmany(_BATCH):
            written, texts, spread = [], [], []
            for seq, row in enumerate(rows, done):
                (
                    kind, id_, date, begin, end, prec, basis, title, quote, form, scheme, type_, mode, status,
                    summary, context, place, about, language, noted, actors, sources,
                ) = row  # fmt: skip
                involved = involving.get((kind, actors))
                if involved is None:
                    if len(involving) >= _REMEMBERED:
                        involving.clear()
                    involved = involving[kind, actors] = self._involved(kind, actors)
                named = sourced.get(sources)
                if named is None:
                    if len(sourced) >= _REMEMBERED:
                        sourced.clear()
                    named = sourced[sources] = self._sourced(sources)
                quad, score, plover = types.get((scheme, type_), _NOTHING)
                if mode is not None:
                    score = modes.get((scheme, type_, mode), score)
                    mode_[mode].append(seq)
                disputed = 1 if id_ in disputes else 0
                written.append(
                    (
                        seq, kind, id_, date, begin, end, prec, basis, title, quote, form, type_, quad, score,
                        involved.shown, named[0], status, disputed,
                    )
                )  # fmt: skip
                texts.append(
                    (
                        seq, fold(title), fold(summary) if summary else "", fold(quote) if quote else "",
                        involved.words, place_words.get(place, "") if place is not None else "",
                    )
                )  # fmt: skip
                if begin is None or end is None:
                    days: object = (None if begin is None else begin // DAY, None if end is None else end // DAY)
                    if begin is not end:
                        spread.append((seq, begin, end))
                else:
                    days = (begin // DAY, end // DAY)
                    if end - begin >= DAY:
                        spread.append((seq, begin, end))
                if days != previous:
                    heading.append(seq)
                    previous = days
                for numbers in involved.sets:
                    numbers.append(seq)
                for numbers in named[1]:
                    numbers.append(seq)
                if place is not None:
                    for numbers in self._of_place(place):
                        numbers.append(seq)
                if context:
                    for code in dict.fromkeys(context.split()):
                        context_[code].append(seq)
                if plover is not None and plover != type_:
                    type_sets[plover].append(seq)
                if kind == "statement":
                    form_[form].append(seq)
                    if about is not None:
                        about_[about].append(seq)
                    if language is not None:
                        lang[language].append(seq)
                    if quote is not None:
                        quoted.append(seq)
                if noted:
                    noted_.append(seq)
                if disputed:
                    disputed_.append(seq)
            self._add_columns(written)
            bulk.insert(self._connection, "seal_item", _ITEM_COLUMNS, written)
            bulk.insert(self._connection, "seal_spread", ("seq", "begin", "end"), spread)
            bulk.insert(self._connection, "seal_text", _TEXT_COLUMNS, texts)
            done += len(rows)
            if done - base >= STEP:
                self.sets.pack(base)
                base += STEP
            report(done)

    def _sorted(self, values: dict[str, str]) -> sqlite3.Cursor:
        """The items in the order of time, sorted in pieces of so many bytes: as much as SQLite's cache may hold."""
        run = self._connection.execute
        (before,) = run("PRAGMA cache_size").fetchone()
        run(f"PRAGMA cache_size = {_SORTED}")
        items = run(_ITEMS, values)
        run(f"PRAGMA cache_size = {before}")
        return items

    def _add_columns(self, rows: list[tuple[Any, ...]]) -> None:
        """Gather the facets that are columns, column by column, which is quicker than row by row."""
        columns = dict(zip(_ITEM_COLUMNS, zip(*rows, strict=True), strict=True))
        base = columns["seq"][0]
        for facet in ("kind", "type", "quad", "status", "basis"):
            self.sets.add(facet, base, columns[facet])
        self.sets.add("prec", base, columns["date_prec"])
        dated = [
            "undated" if begin is None and end is None else "dated"
            for begin, end in zip(columns["begin"], columns["end"], strict=True)
        ]
        self.sets.add("is", base, dated)

    def _involved(self, kind: str, packed: str | None) -> _Involved:
        """What follows from the actors of an item as `_ITEMS` packs them."""
        if packed is None:
            return _Involved("", "", [])
        between, within = self._separators
        involved = [(actor, role) for actor, _, role in (each.rpartition(within) for each in packed.split(between))]
        gathered = {id(numbers): numbers for numbers in self._of_actors(involved)}
        return _Involved(*self._names(kind, involved), list(gathered.values()))

    def _names(self, kind: str, involved: list[tuple[str, str]]) -> tuple[str, str]:
        """The actors of an item: as a row shows them, and as the text index holds them."""
        ranks = _RANKS[kind]
        shown: dict[str, int] = {}
        indexed: dict[str, None] = {}
        for actor, role in involved:
            name = self._actor_names.get(actor)
            if name is not None:
                # The first role of an actor counts, in the order of the primary key.
                shown.setdefault(str(name), ranks.get(role, 3))
                indexed[self._actor_words[actor]] = None
        ordered = sorted(shown, key=lambda name: (shown[name], name))
        if kind == "statement":
            # One row names its speakers in one place: who says a thing together must not look like one of them.
            together = [name for name in ordered if shown[name] == 0]
            ordered = [" and ".join(together), *ordered[len(together) :]] if together else ordered
        return ", ".join(ordered), " / ".join(indexed)

    def _of_actors(self, involved: list[tuple[str, str]]) -> Iterator[array[int]]:
        """The sets that an item is in for its actors; some of them twice, as for two actors under one."""
        for actor, role in involved:
            found = self._actor_sets.get((actor, role))
            if found is None:
                found = self._actor_sets[(actor, role)] = [
                    self.sets.of(facet)[ancestor]
                    for facet in _FACETS_OF_ROLE.get(role, _ACTOR_ONLY)
                    for ancestor in self._above.get(actor, (actor,))
                ]
            yield from found

    def _of_place(self, place: str) -> list[array[int]]:
        found = self._place_sets.get(place)
        if found is None:
            found = self._place_sets[place] = [self.sets.of("place")[larger] for larger in self._within.get(place, ())]
            if place in self._located:
                found.append(self.sets.of("has")["coordinates"])
        return found

    def _sourced(self, packed: str | None) -> tuple[int, list[array[int]]]:
        """How many sources an item has, and the sets that it is in for them: each of them, and the best grade."""
        if packed is None:
            return 0, []
        named = list(dict.fromkeys(packed.split(self._separators[0])))
        found = [self.sets.of("source")[source] for source in named]
        found.append(self.sets.of("grade")[min(str(self._grades[source]) for source in named)])
        return len(named), found


def _separators(connection: sqlite3.Connection) -> tuple[str, str]:
    """Two characters that are in no id of an actor or source."""
    found: list[str] = []
    for code in _SEPARATORS:
        if not connection.execute(_IN_AN_ID, (chr(code),)).fetchone()[0]:
            found.append(chr(code))
        if len(found) == 2:
            return found[0], found[1]
    raise OverflowError("the ids of actors have too many kinds of characters")


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
