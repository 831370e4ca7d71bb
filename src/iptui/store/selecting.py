"""From a filter to the set of items that pass it, on the sealed tables. What a name refers to is in `naming`."""

from __future__ import annotations

from functools import reduce

from iptui.store import blocks, sets
from iptui.store.naming import CODES, NAMED, complain, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iptui.filters import Filter, Term
    from iptui.store.blocks import Blocks
    from iptui.store.catalogue import Catalogue

__all__ = ["GRADES", "NO_BOOKMARKS", "evaluate", "known_by", "match_text"]

_DAY = 86400
_WINDOWS = 16
# Long items that began before a second and may still have been going on then, by the lengths of seal_spread.within.
_GOING_ON = " UNION ALL ".join(
    [
        f"SELECT seq FROM seal_spread WHERE within = {days} AND begin > ?1 - {days * _DAY} AND begin < ?1 AND end >= ?1"
        for days in (4, 16, 64, 400, 4000)
    ]
    + ["SELECT seq FROM seal_spread WHERE within IS NULL AND coalesce(begin < ?1, 1) AND coalesce(end >= ?1, 1)"]
)
# Events of which the claims in sources that may have been published by a second differ. Values are told apart as in
# the view `disagreements`; what differed then still differs, so only such events are looked at.
_DIFFERED = """SELECT DISTINCT seal_item.seq FROM claim JOIN seal_item ON seal_item.id = claim.event
               JOIN passage ON passage.id = claim.passage JOIN source ON source.id = passage.source
               WHERE seal_item.disputed AND coalesce(source.begin <= ?1, 1)
               GROUP BY claim.event, claim.property, claim.qualifier
               HAVING count(DISTINCT lower(claim.value) || iif(claim.negated, ' (denied)', '')) > 1"""
GRADES = "ABCDEF"
NO_BOOKMARKS = "has:bookmark needs bookmarks, and a database has none: they are kept per user"


def evaluate(catalogue: Catalogue, wanted: Filter) -> Blocks:
    """The items that pass a filter, as a set in blocks.

    All terms must hold; of a term with several values any; a negated term keeps all that it would not keep.
    A date keeps what may lie in it: an interval that overlaps it, never an undated item.
    Beside `known:` accounts differ where those that were published by that day did.

    Raises:
        FilterError: when a value stands for nothing there is, with the nearest names.
        DatabaseError: when the file is damaged.
    """
    found = catalogue.whole.blocks
    for term in wanted.terms:
        passing = _term(catalogue, wanted, term)
        found = blocks.without(found, passing) if term.negated else blocks.both(found, passing)
    return found


def match_text(term: Term) -> str:
    """The FTS5 query of a `text` or `phrase` term."""
    from iptui.store import terms

    return terms.match_text(term.key, term.values[0])


def _term(catalogue: Catalogue, wanted: Filter, term: Term) -> Blocks:
    key = term.key
    if key == "id":
        return _numbers(catalogue, [catalogue.seq_of(id_) for id_ in resolve(catalogue, wanted, term)])
    if key in NAMED or key in CODES:
        return catalogue.blocks(key, *resolve(catalogue, wanted, term))
    if key in ("text", "phrase"):
        from iptui.store import terms

        return terms.matching(catalogue, key, term.values[0])
    if key in ("since", "until", "on"):
        return reduce(blocks.either, [_window(catalogue, key, value) for value in term.values])
    if key == "known":
        return _known(catalogue, term.values[0])
    if key == "grade":
        return reduce(blocks.either, [_grade(catalogue, value) for value in term.values])
    if key == "is":
        return reduce(blocks.either, [_is(catalogue, wanted, value) for value in term.values])
    if key == "has" and "bookmark" in term.values:
        raise complain(NO_BOOKMARKS, wanted, term)
    if key == "has":
        return reduce(blocks.either, [_has(catalogue, wanted, value) for value in term.values])
    return catalogue.blocks(key, *term.values)


def _numbers(catalogue: Catalogue, numbers: Iterable[int]) -> Blocks:
    return sets.in_blocks([n for n in numbers if 0 <= n < catalogue.total], catalogue.total)


def _is(catalogue: Catalogue, wanted: Filter, value: str) -> Blocks:
    if value == "disputed":
        return blocks.either(_has(catalogue, wanted, "disagreement"), catalogue.blocks("status", "disputed"))
    return catalogue.blocks("is", value)


def _has(catalogue: Catalogue, wanted: Filter, value: str) -> Blocks:
    end = known_by(wanted) if value == "disagreement" else None
    if end is None:
        return catalogue.blocks("has", value)
    return _numbers(catalogue, catalogue.numbers(_DIFFERED, end))


def known_by(wanted: Filter) -> int | None:
    """The last second of the day that a filter looks back from; None where it looks from today, or from no end."""
    from iptui import edtf

    days = wanted.values("known")
    return edtf.parse(days[0]).end if days else None


def _grade(catalogue: Catalogue, value: str) -> Blocks:
    if len(value) == 1:
        return catalogue.blocks("grade", *GRADES[: GRADES.index(value) + 1])
    return _numbers(
        catalogue,
        catalogue.numbers(
            """SELECT seq FROM seal_item WHERE id IN (
                 SELECT event FROM claim JOIN passage ON passage.id = claim.passage
                 JOIN source ON source.id = passage.source WHERE reliability <= ?1 AND credibility <= ?2
                 UNION SELECT statement FROM claim JOIN passage ON passage.id = claim.passage
                 JOIN source ON source.id = passage.source WHERE reliability <= ?1 AND credibility <= ?2)""",
            value[0],
            int(value[1]),
        ),
    )


def _known(catalogue: Catalogue, value: str) -> Blocks:
    """What a source certainly or possibly published by the end of a date, as `publication` has it."""
    from iptui.store.publication import possibly_known

    return blocks.of_number(possibly_known(catalogue, value), catalogue.total)


def _window(catalogue: Catalogue, key: str, value: str) -> Blocks:
    """The items of a window in time. The latest are kept, as one stays while other terms come and go."""
    kept = catalogue.windows
    if (key, value) not in kept:
        if len(kept) >= _WINDOWS:
            kept.clear()
        kept[key, value] = _dated(catalogue, key, value)
    return kept[key, value]


def _dated(catalogue: Catalogue, key: str, value: str) -> Blocks:
    from iptui import edtf

    plain = edtf.plain_bounds(value)
    begin, end = plain or (edtf.parse(value).begin, edtf.parse(value).end)
    found = blocks.span(0, catalogue.dated, catalogue.total)
    if key != "until" and begin is not None:
        found = blocks.both(found, _since(catalogue, begin))
    if key != "since" and end is not None:
        found = blocks.both(found, _until(catalogue, end))
    return found


def _since(catalogue: Catalogue, begin: int) -> Blocks:
    """Items that may still have been going on at a second, or came after it."""
    later = blocks.span(catalogue.seq_at(begin), catalogue.dated, catalogue.total)
    # Begun before: within the last day, or long ones, which are listed.
    late = catalogue.numbers(
        "SELECT seq FROM seal_item WHERE begin >= ? AND begin < ? AND end >= ?", begin - _DAY, begin, begin
    )
    late += catalogue.numbers(_GOING_ON, begin)
    return blocks.either(later, _numbers(catalogue, late))


def _until(catalogue: Catalogue, end: int) -> Blocks:
    """Items that may have begun by a second."""
    earlier = blocks.span(0, catalogue.seq_at(end + 1), catalogue.total)
    # Where the begin is open or unknown, an item stands where it ends.
    early = catalogue.numbers("SELECT seq FROM seal_spread WHERE within IS NULL AND begin IS NULL")
    return blocks.either(earlier, _numbers(catalogue, early))
