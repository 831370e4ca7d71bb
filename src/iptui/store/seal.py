"""Sealing: numbers all items by their place in time and derives what makes the explorer fast (`db/seal.sql`).

Nothing is lost when the sealed tables are dropped; two sealings of the same data give the same rows. Everything is
read in the order of `seq` (`sequence`) and kept as packed numbers, so that a million items need tens of megabytes, not
gigabytes. What follows from an item's actors, sources and codes is worked out in `following`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from iptui.store import branches, bulk, frequent, fulltext, sequence
from iptui.store.following import Following
from iptui.store.gathering import STEP, Gathered
from iptui.store.opening import SEAL_VERSION
from iptui.store.scripts import creates, statements
from iptui.store.words import Words
from iptui.text import fold

__all__ = ["TABLES", "Progress", "seal"]

DAY = 86400
# How much is done when items are in order, are sealed, and are indexed, and their sets are written: shares of the time.
_ORDERED, _SEALED, _INDEXED, _GATHERED = 0.2, 0.79, 0.84, 0.87
Progress = Callable[[str, float], None]
"""What is being done, and how much of all is done, from 0 to 1."""
_BATCH = 4096
TABLES = ("seal_item", "seal_spread", "seal_set", "seal_branch", "seal_text", "seal_meta")
_HASHED = 16_000_000
_RESPONDED = """
SELECT DISTINCT seq FROM event_link JOIN seal_item ON seal_item.id = to_id
WHERE event_link.type IN ('response_to', 'retaliation_for') ORDER BY seq
"""
# The events of the view `disagreements`, which counts all claims of every one: few events have several of a kind.
_DISPUTED = """
SELECT DISTINCT event FROM claim
WHERE event IN (SELECT event FROM claim GROUP BY event, property HAVING count(*) > 1)
GROUP BY event, property, qualifier
HAVING count(DISTINCT lower(value) || CASE negated WHEN 1 THEN ' (denied)' ELSE '' END) > 1
"""
_VARIANTS = "SELECT count(*) FROM statement WHERE variant_of IS NOT NULL"
_ITEM_COLUMNS = (
    "seq", "id", "date", "begin", "end", "title", "quote", "actors", "n_sources", "disputed",
    "kind", "date_prec", "basis", "form", "type", "quad", "score", "status",
)  # fmt: skip
# Row by row: before a statement of several rows FTS5 writes out all that it holds.
_ADD_TEXT = "INSERT INTO seal_text (rowid, title, summary, quote, actors, places) VALUES (?, ?, ?, ?, ?, ?)"
_BETWEEN = "\0"


def seal(connection: sqlite3.Connection, progress: Progress | None = None) -> None:
    """Make the sealed tables anew, within the caller's transaction, which is to be given up where that fails.

    Args:
        connection: open for writing, in a transaction, interruptible.
        progress: told what is being done.
    """
    report = progress or (lambda _text, _done: None)
    report("putting items in order", 0.0)
    searchable = fulltext.available()
    indexes = _make_tables(connection, searchable=searchable)
    total = sequence.number(connection)
    sealing = _Sealing(connection, Words() if searchable and total >= frequent.LEAST else None)
    sealing.run(
        lambda done: report("putting items in order", _ORDERED * done),
        lambda done: report("sealing", _ORDERED + (_SEALED - _ORDERED) * done / max(1, total)),
    )
    report("indexing", _SEALED)
    if searchable:
        connection.execute("INSERT INTO seal_text (seal_text) VALUES ('optimize')")
    for statement in indexes:
        connection.execute(statement)
    report("writing sets", _INDEXED)
    sealing.sets.of("has", "response").numbers.extend(seq for (seq,) in connection.execute(_RESPONDED))
    sealing.sets.write(connection)
    branches.write(connection)
    if searchable:
        left = 1 - _GATHERED
        frequent.write(
            connection, total, sealing.words, lambda done: report("indexing frequent words", 1 - left + left * done)
        )
    (variants,) = connection.execute(_VARIANTS).fetchone()
    connection.executemany(
        "INSERT INTO seal_meta VALUES (?, ?)",
        [("items", str(total)), ("variants", str(variants)), ("version", SEAL_VERSION)],
    )
    connection.execute("INSERT OR REPLACE INTO main.sealing (id, fresh) VALUES (1, 1)")


def _make_tables(connection: sqlite3.Connection, *, searchable: bool) -> list[str]:
    """Make the tables anew, empty; the statements that make their indexes once they are full."""
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
    if searchable:
        # The index is kept in memory for longer before it is written, and what was written is merged once.
        for name, value in (("automerge", 0), ("hashsize", _HASHED)):
            connection.execute("INSERT INTO seal_text (seal_text, rank) VALUES (?, ?)", (name, value))
    return indexes


class _Sealing:
    """One pass over all items in the order of `seq`, which writes them and gathers the members of every set.

    Attributes:
        sets: the sets of items.
        words: the items that have each word, None where nobody wants them or they take too much memory.
    """

    def __init__(self, connection: sqlite3.Connection, words: Words | None) -> None:
        self._connection = connection
        self.sets = Gathered()
        self.words = words
        self._separators = sequence.separators(connection)
        self._following = Following(connection, self.sets, words, *self._separators)
        self._disputed = {id_ for (id_,) in connection.execute(_DISPUTED)}
        # The latest item's begin and end, whether it lasts long, and the days that it stands under.
        self._moments: tuple[object, object] | None = None
        self._long = False
        self._days: object = ()

    def run(self, ordering: Callable[[float], None], report: Callable[[int], None]) -> None:
        """Write the rows of `seal_item`, `seal_spread` and `seal_text`.

        Args:
            ordering: told how much is done of putting the items in order, from 0 to 1.
            report: told how many items are done.
        """
        items = sequence.in_order(self._connection, *self._separators, ordering)
        done = base = 0
        while rows := items.fetchmany(_BATCH):
            self._add(done, tuple(zip(*rows, strict=True)))
            done += len(rows)
            if done - base >= STEP:
                self._give(base)
                base += STEP
            report(done)
        self._give(base)

    def _give(self, base: int) -> None:
        """Give to the sets what was noted from an item on."""
        self.sets.give(base, () if self.words is None else self.words.members())
        too_many = self.words is not None and self.words.too_many()
        if too_many:
            self.words = None
        if too_many or self.sets.crowded:
            self.sets.forget()
            self._following.forget(self.words)

    def _add(self, first: int, columns: Sequence[tuple[Any, ...]]) -> None:
        """Seal items one after another, the first of that `seq`, by the columns of `sequence.in_order`."""
        packed, ids, dates, begins, ends, titles, quotes, summaries, places, abouts, actors, sources = columns
        seqs = range(first, first + len(ids))
        following = self._following
        note_fact, *facts = zip(*map(following.facts.__getitem__, packed), strict=True)
        notes, shown, words = zip(*map(following.involved.__getitem__, zip(facts[0], actors, strict=True)), strict=True)
        note_source, n_sources = zip(*map(following.sourced.__getitem__, sources), strict=True)
        for seq, by_fact, by_source, by_actor in zip(seqs, note_fact, note_source, notes, strict=True):
            by_fact(seq)
            by_source(seq)
            for note in by_actor:
                note(seq)
        self._note_rare(seqs, ids, places, abouts)
        disputed = [1 if id_ in self._disputed else 0 for id_ in ids]
        bulk.insert_columns(
            self._connection,
            "seal_item",
            _ITEM_COLUMNS,
            [seqs, ids, dates, begins, ends, titles, quotes, shown, n_sources, disputed, *facts],
        )
        bulk.insert(self._connection, "seal_spread", ("seq", "begin", "end"), self._note_days(seqs, begins, ends))
        self._add_texts(seqs, _folded(titles), _folded(summaries), _folded(quotes), words, places)

    def _note_rare(
        self, seqs: range, ids: Sequence[str], places: Sequence[str | None], abouts: Sequence[str | None]
    ) -> None:
        """Note what few items have, or many each have one of their own of."""
        if places.count(None) < len(places):
            for seq, place in zip(seqs, places, strict=True):
                if place is not None:
                    self._following.placed[place](seq)
        if abouts.count(None) < len(abouts):
            for seq, about in zip(seqs, abouts, strict=True):
                if about is not None:
                    self.sets.of("about", about).numbers.append(seq)
        if not self._disputed.isdisjoint(ids):
            disputed = self.sets.of("has", "disagreement").numbers
            disputed.extend(seq for seq, id_ in zip(seqs, ids, strict=True) if id_ in self._disputed)

    def _note_days(
        self, seqs: range, begins: Sequence[int | None], ends: Sequence[int | None]
    ) -> list[tuple[int, int | None, int | None]]:
        """Note the items over which a heading stands, and find those that last long: rows of `seal_spread`."""
        heading = self.sets.of("mark", "heading").numbers
        spread = []
        for seq, begin, end in zip(seqs, begins, ends, strict=True):
            if self._moments != (begin, end):
                self._moments = (begin, end)
                if begin is None or end is None:
                    self._long = begin is not end
                else:
                    self._long = end - begin >= DAY
                days = (None if begin is None else begin // DAY, None if end is None else end // DAY)
                if days != self._days:
                    self._days = days
                    heading.append(seq)
            if self._long:
                spread.append((seq, begin, end))
        return spread

    def _add_texts(
        self, seqs: range, titles: Sequence[str], summaries: Sequence[str], quotes: Sequence[str],
        actors: Sequence[str], places: Sequence[str | None],
    ) -> None:  # fmt: skip
        """Write folded texts to the index, and note their words."""
        if self.words is not None:
            # Those of actors and places are noted with these.
            self.words.add(seqs.start, list(map(" ".join, zip(titles, summaries, quotes, strict=True))))
        named = self._following.place_words
        self._connection.executemany(
            _ADD_TEXT,
            zip(
                seqs, titles, summaries, quotes, actors,
                ["" if place is None else named.get(place, "") for place in places], strict=True,
            ),
        )  # fmt: skip


def _folded(texts: Sequence[str | None]) -> list[str]:
    """Texts, folded; an empty one for none."""
    joined = _BETWEEN.join([text or "" for text in texts])
    # All at once where nothing stands against it: that is a tenth of the cost.
    if joined.isascii() and joined.count(_BETWEEN) == len(texts) - 1:
        return fold(joined).split(_BETWEEN)
    return [fold(text) if text else "" for text in texts]
