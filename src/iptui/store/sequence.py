"""All items in the order of time, as sealing reads them: what comes in few combinations packed into texts.

A million rows pass from SQLite to Python here, and back: each value that does not pass is time saved, and each
text that is met again is known already.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from iptui.store.steps import telling

__all__ = ["in_order", "number", "separators"]

_SORTED = -16_000
_STEPS = 97
"""Instructions of SQLite's machine for each item until all are in order, as counted on several data sets."""
_SEPARATORS = range(0xE000, 0xF8FF)
"""Of private use, so that ids hardly have them: what parts the actors of an item from each other is one of no id."""

# The actors of an item, each before its role, and its sources. In no order that could be relied on.
_ACTORS = """(SELECT group_concat(actor || :within || role, :between)
             FROM {kind}_actor WHERE {kind}_actor.{kind} = {kind}.id)"""
_SOURCES = """(SELECT group_concat(source, :between) FROM evidence CROSS JOIN passage ON passage.id = evidence.passage
             WHERE evidence.event = event.id)"""
# What `Facts` takes, in that order. JSON keeps every text and NULL apart, whatever they hold.
_FACTS = """json_array('{kind}', date_prec, date_basis, scheme, type, mode, status, {form}, {language}, {context},
                       {kind}.note IS NOT NULL, {quote} IS NOT NULL, begin IS NULL AND "end" IS NULL)"""
_FACTS_OF_EVENT = _FACTS.format(kind="event", form="NULL", language="NULL", context="context", quote="NULL")
_FACTS_OF_STATEMENT = _FACTS.format(
    kind="statement", form="form", language="language", context="NULL", quote="statement.quote"
)
# The rows are read as they lie in the file and sorted whole: to sort their numbers only, and then to look each row up
# where it lies, takes several times as long in a file that is larger than the memory for it.
_ITEMS = f"""
SELECT facts, id, date, begin, "end", title, quote, summary, place, about, actors, sources FROM (
  SELECT 'event' AS kind, {_FACTS_OF_EVENT} AS facts, event.id AS id, event.date, event.begin AS begin,
         event.end AS "end", event.title, NULL AS quote, event.summary, event.place, NULL AS about,
         {_ACTORS.format(kind="event")} AS actors, {_SOURCES} AS sources
  FROM event
  UNION ALL
  SELECT 'statement', {_FACTS_OF_STATEMENT}, statement.id, statement.date, statement.begin, statement.end,
         statement.summary, statement.quote, NULL, NULL, statement.about,
         {_ACTORS.format(kind="statement")}, passage.source
  FROM statement CROSS JOIN passage ON passage.id = statement.passage)
ORDER BY coalesce(begin, "end") NULLS LAST, "end" NULLS LAST, kind, id
"""
_COUNT = "SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM statement)"
_IN_AN_ID = """SELECT EXISTS (SELECT 1 FROM actor WHERE instr(id, ?1))
                      OR EXISTS (SELECT 1 FROM source WHERE instr(id, ?1))"""


def number(connection: sqlite3.Connection) -> int:
    """How many items there are."""
    (total,) = connection.execute(_COUNT).fetchone()
    return int(total)


def in_order(
    connection: sqlite3.Connection, between: str, within: str, report: Callable[[float], None]
) -> sqlite3.Cursor:
    """The items in the order of time, sorted in pieces of so many bytes: as much as SQLite's cache may hold.

    Args:
        connection: to the database, interruptible.
        between: what parts the actors of an item, and its sources, from each other.
        within: what parts an actor from its role.
        report: told how much of the sorting is done, from 0 to 1.

    Returns:
        Rows of facts (as `following.Facts` takes them), id, date, begin, end, title, quote, summary, place, about,
        actors, sources.
    """
    run = connection.execute
    (before,) = run("PRAGMA cache_size").fetchone()
    run(f"PRAGMA cache_size = {_SORTED}")
    with telling(connection, report, _STEPS * number(connection)):
        items = run(_ITEMS, {"between": between, "within": within})
    run(f"PRAGMA cache_size = {before}")
    return items


def separators(connection: sqlite3.Connection) -> tuple[str, str]:
    """Two characters that are in no id of an actor or source."""
    found: list[str] = []
    for code in _SEPARATORS:
        if not connection.execute(_IN_AN_ID, (chr(code),)).fetchone()[0]:
            found.append(chr(code))
        if len(found) == 2:
            return found[0], found[1]
    raise OverflowError("the ids of actors have too many kinds of characters")
