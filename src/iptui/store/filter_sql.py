"""A filter as SQL on the public tables and views, to be read, pasted and changed by people.

It keeps the same items as `selecting.evaluate`; written on its own, so that the tests can hold one against the other.
"""

from __future__ import annotations

from iptui.store.naming import CODES, NAMED, complain, resolve
from iptui.store.selecting import GRADES, NO_BOOKMARKS, known_by, match_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iptui.filters import Filter, Term
    from iptui.store.catalogue import Catalogue

__all__ = ["ORDER", "conditions", "quoted"]

ORDER = (
    'coalesce(timeline."begin", timeline."end") IS NULL, coalesce(timeline."begin", timeline."end"), '
    'timeline."end" IS NULL, timeline."end", timeline.kind, timeline.id'
)
"""The order of the timeline, for an `ORDER BY` beside the view `timeline`."""

_ROLES = {
    "by": ("initiator",),
    "target": ("target", "victim"),
    "speaker": ("speaker", "on_behalf_of"),
    "addressee": ("addressee",),
    "behalf": ("on_behalf_of",),
}


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    if "\x00" in text or not text.isprintable():
        return f"CAST(x'{text.encode('utf-8', 'surrogatepass').hex()}' AS TEXT)"
    return "'" + text.replace("'", "''") + "'"


def conditions(catalogue: Catalogue, wanted: Filter) -> list[str]:
    """The conditions of a filter on a row of `timeline`, one a term; all must hold.

    Raises:
        FilterError: when a value stands for nothing there is, with the nearest names.
    """
    return [f"NOT ({text})" if term.negated else text for term in wanted for text in [_term(catalogue, wanted, term)]]


def _in(column: str, values: Sequence[str]) -> str:
    listed = ", ".join(map(quoted, values))
    return f"{column} = {listed}" if len(values) == 1 else f"{column} IN ({listed})"


def _ids(*selects: str) -> str:
    return f"timeline.id IN ({' UNION '.join(selects)})"


def _or(parts: Iterable[str]) -> str:
    alternatives = list(parts)
    return alternatives[0] if len(alternatives) == 1 else f"({' OR '.join(alternatives)})"


def _term(catalogue: Catalogue, wanted: Filter, term: Term) -> str:
    key, values = term.key, term.values
    if key in NAMED or key in CODES:
        return _named(key, resolve(catalogue, wanted, term))
    if key in ("text", "phrase"):
        return _ids(
            "SELECT id FROM seal_item WHERE seq IN "
            f"(SELECT rowid FROM seal_text WHERE seal_text MATCH {quoted(match_text(term))})"
        )
    if key in ("since", "until", "on"):
        return _or(_window(key, value) for value in values)
    if key == "known":
        return _known(values[0])
    if key == "grade":
        return _or(_grade(value) for value in values)
    differ = _differed(wanted)
    if key == "is":
        return _or(_IS[value].replace(_DIFFER, differ) for value in values)
    if key == "has":
        if "bookmark" in values:
            raise complain(NO_BOOKMARKS, wanted, term)
        return _or(_HAS[value].replace(_DIFFER, differ) for value in values)
    if key == "form":
        return _ids(f"SELECT id FROM statement WHERE {_in('form', values)}")
    if key == "quad":
        return f"coalesce(timeline.quad IN ({', '.join(str(int(value)) for value in values)}), 0)"
    column = {"kind": "timeline.kind", "status": "timeline.status", "basis": "timeline.date_basis"}[key]
    return _in(column, values)


def _named(key: str, values: Sequence[str]) -> str:
    if key == "id":
        return _in("timeline.id", values)
    if key == "type":
        return f"coalesce({_in('timeline.type', values)}, 0)"
    if key == "mode":
        return _ids(*(f"SELECT id FROM {table} WHERE {_in('mode', values)}" for table in ("event", "statement")))
    if key == "context":
        return _ids(
            *(f"SELECT id FROM event WHERE instr(' ' || context || ' ', {quoted(f' {value} ')})" for value in values)
        )
    if key == "lang":
        return _ids(f"SELECT id FROM statement WHERE {_in('language', values)}")
    if key == "about":
        return _ids(f"SELECT id FROM statement WHERE {_in('about', values)}")
    if key == "source":
        return _source(_in("source_id", values))
    if key == "place":
        return (
            f"timeline.id IN (WITH RECURSIVE within(place) AS (SELECT id FROM place WHERE {_in('id', values)} UNION "
            "SELECT place.id FROM place JOIN within ON place.parent = within.place) "
            "SELECT event.id FROM event JOIN within ON within.place = event.place)"
        )
    return _actors(key, _in("ancestor_id", values))


def _actors(key: str, who: str) -> str:
    roles = _ROLES.get(key)
    also = f" AND {_in('role', roles)}" if roles else ""
    tables = {"by": ["event"], "target": ["event"], "actor": ["event", "statement"]}.get(key, ["statement"])
    return _ids(
        *(
            f"SELECT {table} FROM {table}_actor JOIN actor_rollup ON actor_id = actor WHERE {who}{also}"
            for table in tables
        )
    )


def _source(which: str) -> str:
    return _ids(
        f"SELECT event_id FROM event_evidence WHERE {which}",
        f"SELECT id FROM quotes WHERE {which}",
    )


def _window(key: str, value: str) -> str:
    from iptui import edtf

    date = edtf.parse(value)
    both = [_IS["dated"]]
    if key != "until" and date.begin is not None:
        both.append(f'coalesce(timeline."end" >= {date.begin}, 1)')
    if key != "since" and date.end is not None:
        both.append(f'coalesce(timeline."begin" <= {date.end}, 1)')
    return f"({' AND '.join(both)})"


def _known(value: str) -> str:
    from iptui import edtf

    end = edtf.parse(value).end

    def told(table: str) -> str:
        """What a source published by then could report: what had begun, and plans."""
        begun = f'coalesce({table}."begin" <= source."end", 1)'
        by = [f'coalesce({table}."begin" <= {end}, 1)'] if end is not None else []
        return f"({table}.status = 'planned' OR {' AND '.join([begun, *by])})"

    published = [f'coalesce(source."begin" <= {end}, 1)'] if end is not None else []
    over = "(stance <> 'mentions' OR event.status = 'planned' OR coalesce(event.\"end\" <= source.\"begin\", 1))"
    return _ids(
        "SELECT event_id FROM event_evidence JOIN event ON event.id = event_id JOIN source ON source.id = source_id "
        f"WHERE {' AND '.join([*published, told('event'), over])}",
        "SELECT statement.id FROM statement JOIN passage ON passage.id = passage JOIN source ON source.id = source "
        f"WHERE {' AND '.join([*published, told('statement')])}",
    )


def _differed(wanted: Filter) -> str:
    """The events on which accounts differ: all of them, or those on which they did by the day of `known:`."""
    end = known_by(wanted)
    if end is None:
        return _DIFFER
    return (
        "SELECT event_id FROM claims JOIN source ON source.id = source_id "
        f'WHERE coalesce(source."begin" <= {end}, 1) GROUP BY event_id, property, qualifier '
        "HAVING count(DISTINCT lower(value) || iif(negated, ' (denied)', '')) > 1"
    )


def _grade(value: str) -> str:
    good = GRADES[: GRADES.index(value[0]) + 1]
    if len(value) == 1:
        return _source(f"source_id IN (SELECT id FROM source WHERE {_in('reliability', good)})")
    which = f"substr(grade, 1, 1) <= {quoted(value[0])} AND substr(grade, 2) <= {quoted(value[1])}"
    return _ids(
        f"SELECT event_id FROM claims WHERE {which}",
        f"SELECT statement FROM claims WHERE statement IS NOT NULL AND {which}",
    )


_DIFFER = "SELECT event_id FROM disagreements"
_HAS = {
    "quote": "timeline.quote IS NOT NULL",
    "disagreement": _ids(_DIFFER),
    "response": _ids("SELECT to_id FROM event_link WHERE type IN ('response_to', 'retaliation_for')"),
    "note": _ids(*(f"SELECT id FROM {table} WHERE note IS NOT NULL" for table in ("event", "statement"))),
    "coordinates": _ids("SELECT event.id FROM event JOIN place ON place.id = event.place WHERE place.lat IS NOT NULL"),
}
_IS = {
    "dated": 'coalesce(timeline."begin", timeline."end") IS NOT NULL',
    "undated": 'coalesce(timeline."begin", timeline."end") IS NULL',
    "disputed": f"(timeline.status = 'disputed' OR {_HAS['disagreement']})",
}
