"""Who answered whom: chains of action and response as a tree, scores of a dyad by day, and what became of plans.

Reading only. Links are those of `event_link`; nothing is linked here that the crisis does not link.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from iptui.evidence.known import Knowledge
from iptui.model import Passage, Row
from iptui.store import blocks, chronology, details
from iptui.store.catalogue import Catalogue
from iptui.store.chronology import LinkEnds
from iptui.store.sets import Selection, from_numbers

if TYPE_CHECKING:
    from iptui.store.blocks import Blocks

__all__ = [
    "RESPONSES",
    "DayScore",
    "Promise",
    "Rung",
    "ScoreLine",
    "ladder",
    "lag_between",
    "promises",
    "score_line",
    "towards",
]

RESPONSES = ("response_to", "retaliation_for", "follow_up_of", "fulfils")
"""The links that a ladder climbs; `part_of` is no answer."""

DAY = 86400


@dataclass(frozen=True, slots=True)
class Rung:
    """One item of a ladder, in the order in which a tree is printed.

    Attributes:
        row: the event or statement.
        depth: 0 for a first action, 1 for what answers it, and so on.
        answers: id of the item it answers, None at depth 0.
        link: the type of the link, None at depth 0.
        basis: `stated` or `inferred`, None at depth 0.
        passage: where the link is stated.
        note: on the link.
        lag: least and most days from what it answers, as far as both dates are known: `(0, 2)` for a day between the
            16th and the 18th after one on the 16th. Negative only where it cannot have come after. None where either
            is undated or open.
        again: `cycle` where it answers itself in the end, `shown` where its own answers are shown further up; in
            either case they are not repeated below it. Else None.
        more: whether a later rung answers the same item (for drawing branches).
    """

    row: Row
    depth: int
    answers: str | None
    link: str | None
    basis: str | None
    passage: Passage | None
    note: str | None
    lag: tuple[int, int] | None
    again: Literal["cycle", "shown"] | None
    more: bool


def ladder(
    catalogue: Catalogue,
    root: str | None = None,
    *,
    types: Sequence[str] = RESPONSES,
    selection: Selection | None = None,
    knowledge: Knowledge | None = None,
) -> list[Rung]:
    """The chains of action and response, each from its first action down, as a list of indented rungs.

    An item that answers several is shown under each, its own answers only once; so there are never more rungs than
    links and items, whatever the graph, and cycles end where they close. A cycle that nothing started is entered at
    its earliest item.

    Args:
        catalogue: the crisis.
        root: id of an item to start from; None for every item that is answered and answers nothing.
        types: the links to follow.
        selection: only links between items in it count.
        knowledge: leaves out links with an end that was not yet published, or stated only in a source that was not.

    Raises:
        DatabaseError: when the file is damaged.
    """
    links = chronology.response_links(catalogue, types)
    rows = _rows(catalogue, {end for link in links for end in (link.later, link.earlier)} | ({root} if root else set()))
    links = [
        link
        for link in links
        if all(_wanted(rows[end], selection, knowledge) for end in (link.later, link.earlier))
        and (knowledge is None or link.passage is None or knowledge.of_source(link.passage.source) != "not yet")
    ]
    answers: dict[str, list[LinkEnds]] = {}
    for link in links:
        answers.setdefault(link.earlier, []).append(link)
    tree = _Tree(rows, answers)
    if root is not None:
        if root in rows:
            tree.climb(root)
        return tree.rungs
    responding = {link.later for link in links}
    for first in sorted(answers, key=lambda item: rows[item].seq):
        if first not in responding:
            tree.climb(first)
    for first in sorted(answers, key=lambda item: rows[item].seq):
        if first not in tree.shown:
            tree.climb(first)
    return tree.rungs


def _wanted(row: Row, selection: Selection | None, knowledge: Knowledge | None) -> bool:
    if selection is not None and row.seq not in selection:
        return False
    return knowledge is None or knowledge.of(row) != "not yet"


def _rows(catalogue: Catalogue, items: Iterable[str]) -> dict[str, Row]:
    found = (catalogue.row(item) for item in items)
    return {row.id: row for row in found if row is not None}


class _Tree:
    """Prints a graph as trees, every item's answers once."""

    def __init__(self, rows: dict[str, Row], answers: dict[str, list[LinkEnds]]) -> None:
        self.rungs: list[Rung] = []
        self.shown: set[str] = set()
        self._rows = rows
        self._answers = answers

    def climb(self, first: str) -> None:
        """Add the tree below an item. Its own stack, since a chain may be longer than Python's."""
        above: list[str] = []
        waiting: list[tuple[str, int, LinkEnds | None, bool]] = [(first, 0, None, False)]
        while waiting:
            item, depth, link, more = waiting.pop()
            del above[depth:]
            below = self._answers.get(item, [])
            again: Literal["cycle", "shown"] | None = None
            if item in above:
                again = "cycle"
            elif item in self.shown and below:
                again = "shown"
            self.rungs.append(self._rung(item, depth, link, again, more))
            self.shown.add(item)
            above.append(item)
            if again is None:
                last = len(below) - 1
                waiting += [
                    (answer.later, depth + 1, answer, at < last) for at, answer in reversed(list(enumerate(below)))
                ]

    def _rung(
        self, item: str, depth: int, link: LinkEnds | None, again: Literal["cycle", "shown"] | None, more: bool
    ) -> Rung:
        row = self._rows[item]
        if link is None:
            return Rung(row, depth, None, None, None, None, None, None, again, more)
        cause = self._rows[link.earlier]
        lag = lag_between(cause, row)
        return Rung(row, depth, cause.id, link.type, link.basis, link.passage, link.note, lag, again, more)


def lag_between(cause: Row, answer: Row) -> tuple[int, int] | None:
    """The least and the most days from one item to another, None where an end of either is open or unknown."""
    if cause.begin is None or cause.end is None or answer.begin is None or answer.end is None:
        return None
    most = answer.end // DAY - cause.begin // DAY
    least = answer.begin // DAY - cause.end // DAY
    return (max(least, 0) if most >= 0 else least), most


@dataclass(frozen=True, slots=True)
class DayScore:
    """A day of a dyad: the mean score and the number of scored items that it is the mean of."""

    day: str
    mean: float
    items: int


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The conflict–cooperation scores of a dyad by day, -10 (conflict) to +10 (cooperation).

    Attributes:
        initiator: id of the acting or speaking side.
        target: id of the other side.
        both: whether items in the other direction count too.
        days: the days that have any, in order. Only items dated to one day are on the line.
        undated: how many scored items of the dyad are not, being dated more coarsely or not at all.
        unscored: how many items of the dyad have no score.
        scales: the scales that the scores come from, as (title, source) of the codebook.
    """

    initiator: str
    target: str
    both: bool
    days: tuple[DayScore, ...]
    undated: int
    unscored: int
    scales: tuple[tuple[str, str], ...]


def score_line(
    catalogue: Catalogue, initiator: str, target: str, *, both: bool = False, selection: Selection | None = None
) -> ScoreLine:
    """The mean score per day of what one actor did or said to another; organisations count with their states.

    Args:
        catalogue: the crisis.
        initiator: actor id.
        target: actor id.
        both: take both directions together.
        selection: only items in it count.

    Raises:
        DatabaseError: when the file is damaged.
    """
    found = towards(catalogue, initiator, target)
    if both:
        found = blocks.either(found, towards(catalogue, target, initiator))
    if selection is not None:
        found = blocks.both(found, selection.blocks)
    days: dict[int, tuple[float, int]] = {}
    undated = unscored = 0
    for row in catalogue.stream(Selection(found)):
        if row.score is None:
            unscored += 1
        elif row.precision != 1 or row.begin is None or row.end is None or row.end - row.begin >= DAY:
            undated += 1
        else:
            total, items = days.get(row.begin // DAY, (0.0, 0))
            days[row.begin // DAY] = (total + row.score, items + 1)
    line = tuple(DayScore(_iso(day), total / items, items) for day, (total, items) in sorted(days.items()))
    return ScoreLine(initiator, target, both, line, undated, unscored, chronology.score_scales(catalogue))


def towards(catalogue: Catalogue, initiator: str, target: str) -> Blocks:
    """The items in which one actor does or says something to another; organisations count with their states."""
    having = catalogue.blocks
    done = blocks.both(having("by", initiator), having("target", target))
    return blocks.either(done, blocks.both(having("speaker", initiator), having("addressee", target)))


def _iso(day: int) -> str:
    """The ISO text of a day since 1970-01-01, of any year, as `iptui.edtf` writes it."""
    import datetime as dt

    try:
        return str(dt.date.fromordinal(dt.date(1970, 1, 1).toordinal() + day))
    except (ValueError, OverflowError):
        return f"day {day}"


@dataclass(frozen=True, slots=True)
class Promise:
    """A plan or promise and what became of it.

    Attributes:
        row: the plan.
        outcome: `fulfilled`, `not fulfilled`, or `unknown`.
        sure: False where that rests on something only possibly published by the day in question.
        by: what fulfilled it (or, where that is denied, what is said to have), with the basis of each link.
        due: the last day that it was meant for, None where open or not said.
        overdue: whether that day had passed while the outcome was unknown; None where no day is asked.
    """

    row: Row
    outcome: Literal["fulfilled", "not fulfilled", "unknown"]
    sure: bool
    by: tuple[tuple[Row, str, Passage | None], ...]
    due: str | None
    overdue: bool | None


def promises(catalogue: Catalogue, knowledge: Knowledge | None = None) -> list[Promise]:
    """Plans, and whatever a link `fulfils` points at, in time order, with what became of each.

    Fulfilled is what a link `fulfils` says was fulfilled by something reported; not fulfilled, what only something
    denied is said to have fulfilled, or a claim `fulfilled` that is denied; all else is unknown, for nothing follows
    from silence. As known on a day, what fulfilled a plan later is not seen and the plan is a plan again.

    Args:
        catalogue: the crisis.
        knowledge: the day; plans not published by then are left out.

    Raises:
        DatabaseError: when the file is damaged.
    """
    fulfilments: dict[str, list[LinkEnds]] = {}
    for link in chronology.response_links(catalogue, ("fulfils",)):
        fulfilments.setdefault(link.earlier, []).append(link)
    rows = _rows(
        catalogue, {end for links in fulfilments.values() for link in links for end in (link.later, link.earlier)}
    )
    planned = catalogue.members("status", "planned") | from_numbers(
        (rows[item].seq for item in fulfilments), catalogue.total
    )
    found = []
    for row in catalogue.stream(Selection(planned)):
        if knowledge is not None and knowledge.of(row) == "not yet":
            continue
        done = [
            (rows[link.later], link.basis, link.passage)
            for link in fulfilments.get(row.id, [])
            if knowledge is None or knowledge.of(rows[link.later]) != "not yet"
        ]
        found.append(_promise(catalogue, row, done, knowledge))
    return found


def _promise(
    catalogue: Catalogue, row: Row, done: list[tuple[Row, str, Passage | None]], knowledge: Knowledge | None
) -> Promise:
    reported = [doer for doer, _, _ in done if doer.status not in ("denied", "planned")]
    denied = [
        claim for claim in details.claims_of(catalogue, row.id) if claim.property == "fulfilled" and claim.negated
    ]
    if knowledge is not None:
        denied = knowledge.claims(denied)
    sure = True
    outcome: Literal["fulfilled", "not fulfilled", "unknown"] = "unknown"
    if reported:
        outcome = "fulfilled"
        sure = knowledge is None or any(knowledge.of(doer) == "certainly" for doer in reported)
    elif denied or any(doer.status == "denied" for doer, _, _ in done):
        outcome = "not fulfilled"
        certain = [knowledge is None or knowledge.of_claim(claim) == "certainly" for claim in denied]
        sure = any(certain) or any(knowledge is None or knowledge.of(doer) == "certainly" for doer, _, _ in done)
    # Only a plan is dated to the day that it is for; anything else to the day on which it was promised.
    due = row.end if row.status == "planned" else None
    day = _last_second(knowledge.day) if knowledge is not None and knowledge.day is not None else None
    overdue = None if day is None else outcome == "unknown" and due is not None and due < day
    return Promise(row, outcome, sure, tuple(done), None if due is None else _iso(due // DAY), overdue)


def _last_second(day: str) -> int | None:
    from iptui import edtf

    return edtf.parse(day).end
