"""The read commands' questions, each as SQL on the public views that gives the very rows the command prints.

Long lists are read a page at a time through the sealed tables; `--sql` prints the text that gives the same rows.
"""

from __future__ import annotations

from iptui.store import fulltext
from iptui.store.blocks import both
from iptui.store.catalogue import Catalogue
from iptui.store.damage import reading
from iptui.store.errors import DatabaseError
from iptui.store.sets import Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from iptui.filters import Filter
    from iptui.store.sql import Value

__all__ = ["Found", "actors", "disagreements", "quotes", "record_sql", "responses", "search", "sources", "timeline"]

_FIRST_PAGE = 8
_PAGE = 400
# Titles and the words themselves count for more than where somebody is merely named.
_BM25 = "bm25(seal_text, 4, 1, 3, 2, 2)"


class Found:
    """Rows, read as they are asked for, the names of their columns, and the SQL that gives the same.

    The SQL is put together when it is asked for, as most of the time it is not.
    """

    __slots__ = ("_sql", "columns", "rows")

    def __init__(self, sql: Callable[[], str], columns: Sequence[str], rows: Iterator[tuple[Value, ...]]) -> None:
        """Take what makes the SQL, and the rows."""
        self._sql = sql
        self.columns = columns
        self.rows = rows

    @property
    def sql(self) -> str:
        """One statement on the public views.

        Raises:
            FilterError: when a value of the filter stands for nothing there is.
        """
        return self._sql()


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
    with reading(catalogue.file):
        cursor = catalogue.connection.execute(sql)
    return Found(lambda: sql, [column[0] for column in cursor.description], _fetched(catalogue, cursor))


def _fetched(catalogue: Catalogue, cursor: Iterator[tuple[Value, ...]]) -> Iterator[tuple[Value, ...]]:
    with reading(catalogue.file):
        yield from cursor


def timeline(catalogue: Catalogue, wanted: Filter, limit: int | None = None) -> Found:
    """Events and statements that pass a filter, in time order: rows of the view `timeline`."""

    def sql() -> str:
        from iptui.store.filter_sql import ORDER, conditions

        return _statement("SELECT timeline.* FROM timeline", conditions(catalogue, wanted), ORDER, limit)

    passing = catalogue.select(wanted)
    ids = _ids(catalogue, passing.window, len(passing), limit)
    return Found(sql, _columns(catalogue, "timeline"), _by_id(catalogue, "timeline", ids))


def quotes(catalogue: Catalogue, wanted: Filter, limit: int | None = None, *, paraphrases: bool = False) -> Found:
    """Statements that pass a filter, in time order: rows of the view `quotes`, with paraphrases or without."""

    def sql() -> str:
        from iptui.store.filter_sql import ORDER, conditions

        where = ([] if paraphrases else ["quotes.quote IS NOT NULL"]) + conditions(catalogue, wanted)
        return _statement("SELECT quotes.* FROM quotes JOIN timeline ON timeline.id = quotes.id", where, ORDER, limit)

    found = both(catalogue.select(wanted).blocks, catalogue.blocks("kind", "statement"))
    passing = Selection(found if paraphrases else both(found, catalogue.blocks("has", "quote")))
    ids = _ids(catalogue, passing.window, len(passing), limit)
    return Found(sql, _columns(catalogue, "quotes"), _by_id(catalogue, "quotes", ids))


def search(catalogue: Catalogue, wanted: Filter, limit: int | None = None, *, by_time: bool = False) -> Found:
    """Items that pass a filter with words in it, the best first (BM25) or in time order: rows of `timeline`."""
    from iptui.store.selecting import match_text

    words = [term for term in wanted if term.key in ("text", "phrase") and not term.negated]
    match = " AND ".join(f"({match_text(term)})" for term in words)

    def sql() -> str:
        from iptui.store.filter_sql import conditions, quoted

        others = conditions(catalogue, type(wanted)(term for term in wanted if term not in words))
        return _statement(
            "SELECT timeline.* FROM seal_text\n"
            "JOIN seal_item ON seal_item.seq = seal_text.rowid JOIN timeline ON timeline.id = seal_item.id",
            [f"seal_text MATCH {quoted(match)}", *others],
            "seal_item.seq" if by_time else f"{_BM25}, seal_item.seq",
            limit,
        )

    passing = catalogue.select(wanted)
    if by_time or not fulltext.available():
        ids = _ids(catalogue, passing.window, len(passing), limit)
    else:
        query = f"SELECT rowid FROM seal_text WHERE seal_text MATCH ? ORDER BY {_BM25}, rowid"
        ranked = catalogue.numbers(query, match)
        best = [seq for seq in ranked if seq in passing]
        ids = _ids(catalogue, lambda start, stop: best[start:stop], len(best), limit)
    return Found(sql, _columns(catalogue, "timeline"), _by_id(catalogue, "timeline", ids))


def _ids(
    catalogue: Catalogue, window: Callable[[int, int], Sequence[int]], total: int, limit: int | None
) -> Iterator[list[str]]:
    """The ids of items, a page at a time; the first is short, so that rows appear at once.

    Args:
        catalogue: where they are.
        window: gives the `seq` of the items from a position to before another.
        total: how many there are.
        limit: so many at most.
    """
    stop = total if limit is None else min(limit, total)
    start, size = 0, _FIRST_PAGE
    while start < stop:
        yield _ids_of(catalogue, window(start, min(start + size, stop)))
        start, size = start + size, min(_PAGE, 8 * size)


def _ids_of(catalogue: Catalogue, seqs: Sequence[int]) -> list[str]:
    ids: dict[int, str] = {}
    with reading(catalogue.file):
        for at in range(0, len(seqs), _PAGE):
            part = ", ".join(map(str, seqs[at : at + _PAGE]))
            ids.update(catalogue.connection.execute(f"SELECT seq, id FROM seal_item WHERE seq IN ({part})"))
    try:
        return [ids[seq] for seq in seqs]
    except KeyError as error:
        raise DatabaseError(f"{catalogue.file}: damaged: no item is number {error}") from error


def _by_id(catalogue: Catalogue, view: str, pages: Iterator[list[str]]) -> Iterator[tuple[Value, ...]]:
    """Rows of a view in the order of their ids."""
    at = _columns(catalogue, view).index("id")
    with reading(catalogue.file):
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
    from iptui.store.filter_sql import conditions

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


# Every property of every event that somebody tells of, as the view `disagreements` has those on which accounts differ.
_PROPERTIES = """told AS (
  SELECT event_id, property, qualifier,
         count(DISTINCT lower(value) || CASE negated WHEN 1 THEN ' (denied)' ELSE '' END) AS n_values,
         count(DISTINCT source_id) AS n_sources
  FROM {claims} GROUP BY event_id, property, qualifier),
properties AS (
  SELECT told.event_id, told.property, told.qualifier, coalesce(rival.disjoint, 0) AS disjoint, told.n_values,
         told.n_sources
  FROM told LEFT JOIN {rivals} AS rival ON rival.event_id = told.event_id
       AND rival.property = told.property AND rival.qualifier IS told.qualifier)"""

# The same view over the claims of some sources: what stands in it is only a name for the table that it reads.
_PUBLISHED = """published AS (SELECT id FROM source WHERE coalesce("begin" <= {end}, 1)),
published_claims AS NOT MATERIALIZED (SELECT * FROM claims WHERE source_id IN (SELECT id FROM published)),
published_rivals AS (
WITH claim AS NOT MATERIALIZED (
  SELECT * FROM main.claim
  WHERE passage IN (SELECT passage.id FROM passage WHERE passage.source IN (SELECT id FROM published)))
SELECT * FROM (
{view}))"""


def disagreements(catalogue: Catalogue, wanted: Filter, limit: int | None = None, *, everything: bool = False) -> Found:
    """Rival claims about events that pass a filter, one row a claim, those of one property together.

    Beside `known:` only the claims of sources that were certainly or possibly published by that day, and what differs
    is what differs among them.

    Args:
        catalogue: the crisis.
        wanted: the filter.
        limit: so many claims at most.
        everything: also those that agree, or that only one source makes.
    """
    from iptui.store.filter_sql import ORDER, conditions
    from iptui.store.selecting import known_by

    parts: list[str] = []
    claims, rivals = "claims", "disagreements"
    passing = conditions(catalogue, wanted)
    end = known_by(wanted)
    if end is not None:
        (view,) = catalogue.texts("SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = 'disagreements'")
        claims, rivals = "published_claims", "published_rivals"
        parts.append(_PUBLISHED.format(end=end, view=view.partition(" AS\n")[2]))
    if everything:
        parts.append(_PROPERTIES.format(claims=claims, rivals=rivals))
        rivals = "properties"
    sql = _statement(
        ("WITH " + ",\n".join(parts) + "\n" if parts else "")
        + f"""SELECT timeline.id AS event_id, timeline.title AS event, timeline.date, rival.property,
       rival.qualifier, rival.disjoint, rival.n_values, rival.n_sources,
       told.value, told.low, told.best, told.high, told.negated, told.claimant, told.claimant_name,
       told.source_id, told.paragraph, told.span_start, told.span_end, told.grade, told.rank,
       told.reason, told.claim_id
FROM {rivals} AS rival
JOIN {"timeline" if passing else _EVENTS} ON timeline.id = rival.event_id
JOIN {claims} AS told ON told.event_id = rival.event_id AND told.property = rival.property
           AND told.qualifier IS rival.qualifier""",
        passing,
        f"{ORDER}, rival.property, rival.qualifier, coalesce(told.low, told.best, told.high), "
        "told.value, told.source_id, told.claim_id",
        limit,
    )
    return _ran(catalogue, sql)


# What an order by time needs of the timeline, whose other columns take long to put together.
_EVENTS = """(SELECT id, 'event' AS kind, title, date, "begin", "end" FROM event) AS timeline"""
_DATED = """(SELECT id, 'event' AS kind, "begin", "end" FROM event UNION ALL
      SELECT id, 'statement', "begin", "end" FROM statement) AS """
_STANDING = """responses.root_id IN (
         SELECT root_id FROM (SELECT root_id, root_id AS item FROM responses UNION SELECT root_id, id FROM responses
                              UNION SELECT root_id, answers FROM responses) AS standing
         JOIN timeline ON timeline.id = standing.item
         WHERE {})"""


def responses(catalogue: Catalogue, wanted: Filter, limit: int | None = None) -> Found:
    """Chains of action and response in which what passes a filter stands: rows of `responses`, by the first action.

    Beside `known:` without the links that were not published by that day, or of which an end was not.
    """
    from iptui.store.filter_sql import ORDER, conditions
    from iptui.store.selecting import known_by

    passing = conditions(catalogue, wanted)
    where = [_STANDING.format(" AND ".join(passing))] if passing else []
    for (known,) in (conditions(catalogue, type(wanted)([term])) for term in wanted.get("known")):
        there = f"(SELECT timeline.id FROM timeline WHERE {known})"
        where += [f"responses.{end} IN {there}" for end in ("id", "answers")]
    end = known_by(wanted)
    if end is not None:
        published = f'SELECT id FROM source WHERE coalesce("begin" <= {end}, 1)'
        where += [f"(responses.source_id IS NULL OR responses.source_id IN ({published}))"]
    sql = _statement(
        f"SELECT responses.* FROM responses\nJOIN {_DATED}timeline ON timeline.id = responses.root_id\n"
        f"JOIN {_DATED}this ON this.id = responses.id",
        where,
        f'{ORDER}, responses.depth, this."begin" IS NULL, this."begin", '
        "responses.id, responses.answers, responses.type",
        limit,
    )
    return _ran(catalogue, sql)


def record_sql(kind: str, id_: str) -> str:
    """The queries on public views that tell of one `event`, `statement`, `source` or `actor`."""
    from iptui.store.filter_sql import quoted

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
