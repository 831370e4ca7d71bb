"""The crisis as told by one source, and two sources side by side: what they share, and what each leaves out.

Set arithmetic on the sealed facets; rows are fetched only when asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from iptui.model import Source
from iptui.store import details
from iptui.store.catalogue import Catalogue
from iptui.store.publication import reportable, source_counts
from iptui.store.sets import Selection

__all__ = ["SideBySide", "Telling", "UnknownSourceError", "side_by_side", "telling"]


class UnknownSourceError(LookupError):
    """There is no source of this id; the text names it and the ids that there are."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The crisis as one source tells it.

    Attributes:
        source: the source, with publication, grade and the reasons for it.
        passages: how many of its passages the crisis uses.
        quotes: how many of its statements give words in quotation marks.
        claims: how many claims stand on it.
        events: the events that it tells of, in time order.
        statements: the statements that it reports.
        only_here: the events that no other source tells of.
        leaves_out: the events that others tell of and it does not, those aside that came after it was published.
        too_late: the events that others tell of and that had not begun when it was published, plans not counted.
    """

    source: Source
    passages: int
    quotes: int
    claims: int
    events: Selection
    statements: Selection
    only_here: Selection
    leaves_out: Selection
    too_late: Selection


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two sources beside each other.

    Attributes:
        one: the first as told on its own.
        two: the second.
        shared: the events that both tell of.
        only_one: the events that the first tells of and the second does not, whoever else does.
        only_two: likewise of the second.
    """

    one: Telling
    two: Telling
    shared: Selection
    only_one: Selection
    only_two: Selection


def telling(catalogue: Catalogue, source: str) -> Telling:
    """What one source tells, and what it leaves out that others report.

    Raises:
        UnknownSourceError: when there is no such source.
        DatabaseError: when the file is damaged.
    """
    found = details.source(catalogue, source)
    if found is None:
        known = ", ".join(sorted(catalogue.values("source")))
        raise UnknownSourceError(f"no source has the id {source!r}; there are: {known}")
    events = catalogue.members("kind", "event")
    told = catalogue.members("source", source)
    others = catalogue.members("source", *(other for other in catalogue.values("source") if other != source))
    possible = reportable(catalogue, source)
    missing = others & ~told & events
    passages, quotes, claims = source_counts(catalogue, source)
    return Telling(
        source=found,
        passages=passages,
        quotes=quotes,
        claims=claims,
        events=Selection(told & events),
        statements=Selection(told & ~events),
        only_here=Selection(told & ~others & events),
        leaves_out=Selection(missing & possible),
        too_late=Selection(missing & ~possible),
    )


def side_by_side(catalogue: Catalogue, one: str, two: str) -> SideBySide:
    """Two sources beside each other.

    Raises:
        UnknownSourceError: when there is no such source.
        DatabaseError: when the file is damaged.
    """
    first, second = telling(catalogue, one), telling(catalogue, two)
    return SideBySide(
        first,
        second,
        Selection(first.events.bits & second.events.bits),
        Selection(first.events.bits & ~second.events.bits),
        Selection(second.events.bits & ~first.events.bits),
    )
