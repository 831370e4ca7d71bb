"""The read commands' questions, each as SQL on the public views that gives the very rows the command prints.

Long lists are read a page at a time through the sealed tables; `--sql` prints the text that gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iptui.store.catalogue import Catalogue, reading
from iptui.store.filter_sql import ORDER, conditions, quoted
from iptui.store.selecting import match_text
from iptui.store.sets import Selection

if TYPE_CHECKING:
    from iptui.filters import Filter
    from iptui.store.sql import Value

__all__ = ["Found", "actors", "disagreements", "quotes", "record_sql", "responses", "search", "sources", "timeline"]

_FIRST_PAGE = 40
_PAGE = 400
# Titles and the words themselves count for more than where somebody is merely named.
_BM25 = "bm25(seal_text, 4, 1, 3, 2, 2)"


@dataclass(slots=True)
class Found:
    """Rows, read as they are asked for, the names of their columns, and the SQL that gives the same."""

    sql: str
    columns: Sequence[str]
    rows: Iterator[tuple[Value, ...]]


def _statement(select: str, where: Sequence[str], order: str, limit: int | None) -> str:
    lines = [select]
    lines += [f"{'WHERE' if not number else '  AND'} {text}" for number, text in enumerate(where)]
    lines += [f"ORDER BY {order}"]
    if limit is not None:
        lines += [f"LIMIT {limit}"]
    return "\n".join(lines) + ";"


def _columns(catalogue: Catalogue, view: str) -> list[str]:
    return catalogue.texts("SELECT name FROM pragma_table_info(?)", view)


def _ran(catalogue: Catalogue, sql: str) -> Found:
    with reading(catalogue.path):
        cursor = catalogue.connection.execute(sql)
    return Found(sql, [column[0] for column in cursor.description], _fetched(catalogue, cursor))


def _fetched(catalogue: Catalogue, cursor: Iterator[tuple[Value, ...]]) -> Iterator[tuple[Value, ...]]:
    with reading(catalogue.path):
        yield from cursor


def timeline(catalogue: Catalogue, wanted: Filter, limit: int | None = None) -> Found:
    """Events and statements that pass a filter, in time order: rows of the view `timeline`."""
    sql = _statement("SELECT timeline.* FROM timeline", conditions(catalogue, wanted), ORDER, limit)
    ids = _ids(catalogue, catalogue.select(wanted), limit)
    return Found(sql, _columns(catalogue, "timeline"), _by_id(catalogue, "timeline", ids))


def quotes(catalogue: Catalogue, wanted: Filter, limit: int | None = None, *, paraphrases: bool = False) -> Found:
    """Statements that pass a filter, in time order: rows of the view `quotes`, with paraphrases or without."""
    where = ([] if paraphrases else ["quotes.quote IS NOT NULL"]) + conditions(catalogue, wanted)
    sql = _statement("SELECT quotes.* FROM quotes JOIN timeline ON timeline.id = quotes.id", where, ORDER, limit)
    bits = catalogue.select(wanted).bits & catalogue.members("kind", "statement")
    if not paraphrases:
        bits &= catalogue.members("has", "quote")
    ids = _ids(catalogue, Selection(bits), limit)
    return Found(sql, _columns(catalogue, "quotes"), _by_id(catalogue, "quotes", ids))


def search(catalogue: Catalogue, wanted: Filter, limit: int | None = None, *, by_time: bool = False) -> Found:
    """Items that pass a filter with words in it, the best first (BM25) or in time order: rows of `timeline`."""
    words = [term for term in wanted if term.key in ("text", "phrase") and not term.negated]
    match = " AND ".join(f"({match_text(term)})" for term in words)
    others = conditions(catalogue, type(wanted)(term for term in wanted if term not in words))
    sql = _statement(
        "SELECT timeline.* FROM seal_text\n"
        "JOIN seal_item ON seal_item.seq = seal_text.rowid JOIN timeline ON timeline.id = seal_item.id",
        [f"seal_text MATCH {quoted(match)}", *others],
        "seal_item.seq" if by_time else f"{_BM25}, seal_item.seq",
        limit,
    )
    order = "rowid" if by_time else f"{_BM25}, rowid"
    passing = catalogue.select(wanted)
    ranked = catalogue.numbers(f"SELECT rowid FROM seal_text WHERE seal_text MATCH ? ORDER BY {order}", match)
    ids = _ids_of(catalogue, [seq for seq in ranked if seq in passing][:limit])
    return Found(sql, _columns(catalogue, "timeline"), _by_id(catalogue, "timeline", iter([ids])))


def _ids(catalogue: Catalogue, selection: Selection, limit: int | None) -> Iterator[list[str]]:
    """The ids of a selection, a page at a time; the first is short, so that rows appear at once."""
    stop = len(selection) if limit is None else min(limit, len(selection))
    start, size = 0, _FIRST_PAGE
    while start < stop:
        yield _ids_of(catalogue, selection.window(start, min(start + size, stop)))
        start, size = start + size, _PAGE


def _ids_of(catalogue: Catalogue, seqs: Sequence[int]) -> list[str]:
    ids: dict[int, str] = {}
    with reading(catalogue.path):
        for at in range(0, len(seqs), _PAGE):
            part = ", ".join(map(str, seqs[at : at + _PAGE]))
            ids.update(catalogue.connection.execute(f"SELECT seq, id FROM seal_item WHERE seq IN ({part})"))
    return [ids[seq] for seq in seqs]


def _by_id(catalogue: Catalogue, view: str, pages: Iterator[list[str]]) -> Iterator[tuple[Value, ...]]:
    """Rows of a view in the order of their ids."""
    at = _columns(catalogue, view).index("id")
    with reading(catalogue.path):
        for ids in pages:
            for start in range(0, len(ids), _PAGE):
                part = ids[start : start + _PAGE]
                marks = ", ".join("?" * len(part))
                rows = catalogue.connection.execute(f"SELECT * FROM {view} WHERE id IN ({marks})", part)
                by_id = {row[at]: row for row in rows}
                yield from (by_id[id_] for id_ in part if id_ in by_id)


def actors(catalogue: Catalogue, wanted: Filter, limit: int | None = None) -> Found:
    """The actors with the events and statements that they, or what rolls up to them, have a part in.

    With a filter only what passes it is counted, and only actors with any of it are given.
    """
    where = conditions(catalogue, wanted)
    passing = f" JOIN timeline ON timeline.id = item WHERE {' AND '.join(where)}" if where else ""
    sql = _statement(
        f"""WITH involved(actor, kind, item) AS (
  SELECT ancestor_id, 'event', event FROM event_actor JOIN actor_rollup ON actor_id = actor
  UNION
  SELECT ancestor_id, 'statement', statement FROM statement_actor JOIN actor_rollup ON actor_id = actor),
counted AS (
  SELECT involved.actor, sum(involved.kind = 'event') AS events, sum(involved.kind = 'statement') AS statements
  FROM involved{passing} GROUP BY involved.actor)
SELECT actor.id, actor.name, actor.kind, actor.parent,
       coalesce(counted.events, 0) AS events, coalesce(counted.statements, 0) AS statements,
       (SELECT group_concat(name, ' / ') FROM (
          SELECT name FROM actor_alias WHERE actor_alias.actor = actor.id GROUP BY name
          ORDER BY min(rowid))) AS spellings,
       actor.note, actor.wikidata
FROM actor LEFT JOIN counted ON counted.actor = actor.id""",
        ["counted.actor IS NOT NULL"] if where else [],
        "actor.name, actor.id",
        limit,
    )
    return _ran(catalogue, sql)


def sources(catalogue: Catalogue, limit: int | None = None) -> Found:
    """The sources with their grade and what the crisis takes from each: rows of `sources_overview`."""
    return _ran(catalogue, _statement("SELECT * FROM sources_overview", [], "id", limit))


_ALL_PROPERTIES = """WITH told AS (
  SELECT event_id, property, qualifier,
         count(DISTINCT lower(value) || CASE negated WHEN 1 THEN ' (denied)' ELSE '' END) AS n_values,
         count(DISTINCT source_id) AS n_sources
  FROM claims GROUP BY event_id, property, qualifier),
disagreements AS (
  SELECT told.event_id, told.property, told.qualifier, coalesce(rival.disjoint, 0) AS disjoint, told.n_values,
         told.n_sources
  FROM told LEFT JOIN main.disagreements AS rival ON rival.event_id = told.event_id
       AND rival.property = told.property AND rival.qualifier IS told.qualifier)
"""


def disagreements(catalogue: Catalogue, wanted: Filter, limit: int | None = None, *, everything: bool = False) -> Found:
    """Rival claims about events that pass a filter, one row a claim, those of one property together.

    Args:
        catalogue: the crisis.
        wanted: the filter.
        limit: so many claims at most.
        everything: also those that agree, or that only one source makes.
    """
    sql = _statement(
        (_ALL_PROPERTIES if everything else "")
        + """SELECT timeline.id AS event_id, timeline.title AS event, timeline.date, disagreements.property,
       disagreements.qualifier, disagreements.disjoint, disagreements.n_values, disagreements.n_sources,
       claims.value, claims.low, claims.best, claims.high, claims.negated, claims.claimant, claims.claimant_name,
       claims.source_id, claims.paragraph, claims.span_start, claims.span_end, claims.grade, claims.rank,
       claims.reason, claims.claim_id
FROM disagreements
JOIN timeline ON timeline.id = disagreements.event_id
JOIN claims ON claims.event_id = disagreements.event_id AND claims.property = disagreements.property
           AND claims.qualifier IS disagreements.qualifier""",
        conditions(catalogue, wanted),
        f"{ORDER}, disagreements.property, disagreements.qualifier, coalesce(claims.low, claims.best, claims.high), "
        "claims.value, claims.source_id, claims.claim_id",
        limit,
    )
    return _ran(catalogue, sql)


def responses(catalogue: Catalogue, item: str | None = None, limit: int | None = None) -> Found:
    """Chains of action and response, those that an item stands in or all: rows of `responses`, by the first action."""
    where = []
    if item is not None:
        where = [f"responses.root_id IN (SELECT root_id FROM responses WHERE {quoted(item)} IN (root_id, id, answers))"]
    sql = _statement(
        "SELECT responses.* FROM responses JOIN timeline ON timeline.id = responses.root_id\n"
        "JOIN timeline AS this ON this.id = responses.id",
        where,
        f'{ORDER}, responses.depth, this."begin" IS NULL, this."begin", '
        "responses.id, responses.answers, responses.type",
        limit,
    )
    return _ran(catalogue, sql)


def record_sql(kind: str, id_: str) -> str:
    """The queries on public views that tell of one `event`, `statement`, `source` or `actor`."""
    it = quoted(id_)
    queries = {
        "event": (
            f"SELECT * FROM timeline WHERE id = {it};",
            f"SELECT * FROM event_actor WHERE event = {it};",
            f"SELECT * FROM event_evidence WHERE event_id = {it};",
            f"SELECT * FROM claims WHERE event_id = {it};",
            f"SELECT * FROM quotes WHERE about_event = {it};",
            f"SELECT * FROM event_link WHERE {it} IN (from_id, to_id);",
        ),
        "statement": (
            f"SELECT * FROM quotes WHERE id = {it};",
            f"SELECT * FROM statement_actor WHERE statement = {it};",
            f"SELECT * FROM claims WHERE statement = {it};",
            f"SELECT * FROM event_link WHERE {it} IN (from_id, to_id);",
        ),
        "source": (f"SELECT * FROM sources_overview WHERE id = {it};", f"SELECT * FROM source WHERE id = {it};"),
        "actor": (
            f"SELECT * FROM actor WHERE id = {it};",
            f"SELECT * FROM actor_alias WHERE actor = {it};",
            f"SELECT * FROM offices WHERE {it} IN (person_id, organisation_id);",
        ),
    }
    return "\n".join(queries[kind])
