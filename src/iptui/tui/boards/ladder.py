"""The board of responses: scores of dyads, who answered whom, and plans with what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations

from iptui.evidence.known import Knowledge
from iptui.evidence.responses import Promise, Rung, ScoreLine, ladder, promises, score_line, towards
from iptui.model import Row
from iptui.store.blocks import either, in_common
from iptui.store.branches import busiest
from iptui.store.catalogue import Catalogue
from iptui.store.sets import Selection
from iptui.text import safe
from iptui.tui.axis import Window
from iptui.tui.boards.laid import Laid, Placed, plain
from iptui.tui.format.across import section
from iptui.tui.format.ladder import (
    Lane,
    arrows,
    item_lines,
    lane_heading,
    lanes_for,
    link_lines,
    rung_block,
    rung_line,
    timed_line,
    tree_heading,
    tree_lanes,
)
from iptui.tui.format.pieces import Line, Piece
from iptui.tui.format.scores import promise_block, promise_line, scale_block, scale_line, score_block, score_row
from iptui.tui.widgets.board import Entry

__all__ = ["Chains", "board"]

Named = tuple[str, str]
"""Id and name of an actor."""
_LANES = 6
_DYADS = 4
_CANDIDATES = 8
_NAMES_EVERY = 12
"""Lines after which the names over the lanes are repeated, so that they are in view on most screens."""


class Chains:
    """The chains of response, the dyads and the plans of a selection, as known on a day."""

    def __init__(self, catalogue: Catalogue, selection: Selection, knowledge: Knowledge | None = None) -> None:
        """Read them.

        Raises:
            DatabaseError: when the file is damaged.
        """
        self.catalogue = catalogue
        self.rungs: list[Rung] = ladder(catalogue, selection=selection, knowledge=knowledge)
        self.plans: list[Promise] = [
            promise for promise in promises(catalogue, knowledge) if promise.row.seq in selection
        ]
        self.dyads = self._dyads(selection, knowledge)
        self.rows = {rung.row.id: rung.row for rung in self.rungs}
        self.lanes = self._lanes()
        having = catalogue.blocks
        self._doers, self._targets = (
            [Selection(either(having(doing, lane.id), having(saying, lane.id))) for lane in self.lanes]
            for doing, saying in (("by", "speaker"), ("target", "addressee"))
        )
        self._anyone = [Selection(having("actor", lane.id)) for lane in self.lanes]

    def _lanes(self) -> list[Lane]:
        """The actors that take part in most rungs, states and what belongs to none, the busiest first."""
        bits = 0
        for row in self.rows.values():
            bits |= 1 << row.seq
        return [Lane(id_, safe(name)) for id_, name in busiest(self.catalogue, Selection(bits), _LANES)] if bits else []

    def ends(self, row: Row, lanes: int) -> tuple[list[int], list[int]]:
        """The lanes that act in a row, and those that are acted on; those that take part where nobody acts."""
        doers = [lane for lane in range(lanes) if row.seq in self._doers[lane]]
        targets = [lane for lane in range(lanes) if row.seq in self._targets[lane]]
        if not doers and not targets:
            doers = [lane for lane in range(lanes) if row.seq in self._anyone[lane]]
        return doers, targets

    def _dyads(self, selection: Selection, knowledge: Knowledge | None) -> list[tuple[Named, Named, ScoreLine]]:
        """The pairs of actors with most between them, each in both directions."""
        selected = selection if knowledge is None else Selection(selection.bits & knowledge.possible)

        def number(one: Named, two: Named) -> int:
            return in_common(towards(self.catalogue, one[0], two[0]), selected.blocks)

        pairs = [
            ((one, two, number(one, two)), (two, one, number(two, one)))
            for one, two in combinations(busiest(self.catalogue, selected, _CANDIDATES), 2)
        ]
        pairs.sort(key=lambda pair: -sum(count for _, _, count in pair))
        directions = [(doer, other) for pair in pairs for doer, other, count in pair if count]
        return [
            (doer, other, score_line(self.catalogue, doer[0], other[0], selection=selected))
            for doer, other in directions[:_DYADS]
        ]


def board(chains: Chains, window: Window, *, against_time: bool = False) -> Laid:
    """The board.

    Args:
        chains: what it shows.
        window: the days of the score lines.
        against_time: whether responses stand as columns of actors against time, and not as a tree.
    """
    links = sum(rung.answers is not None for rung in chains.rungs)
    starts = sum(rung.answers is None for rung in chains.rungs)
    responses = _against_time(chains) if against_time else _tree(chains)
    placed = [*_scores(chains, window), *responses, *_plans(chains)]
    count = f"{_number(links, 'link')} in {_number(starts, 'chain')}"
    if chains.plans:
        count += f" · {_number(len(chains.plans), 'plan')}"
    summary: Line = [Piece(count, "count")]
    return Laid(placed, lambda _width: summary, "Nothing here answers anything, and nothing was planned")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count != 1 else ''}"


def _scores(chains: Chains, window: Window) -> Iterator[Placed]:
    if not chains.dyads:
        return
    yield Entry("", None, partial(section, "Scores", [Piece("by day", "dim")])), None
    for (one, name), (two, other), line in chains.dyads:
        names = (name, other)
        yield (
            Entry(
                f"score {one} {two}",
                None,
                partial(score_row, names, line, window.first, window.days),
                plain(partial(score_block, line)),
            ),
            None,
        )
    for title, source in dict.fromkeys(scale for _, _, line in chains.dyads for scale in line.scales) or [("", "")]:
        whole = plain(partial(scale_block, title, source))
        yield Entry(f"scale {title} {source}", None, partial(scale_line, title, source), whole), None


def _responses_heading(what: str, width: int) -> Line:
    keys: Line = [Piece("v", "key"), Piece(f" {what}", "dim")]
    shown: Line = [Piece("─ stated  ┄ inferred · ", "dim")] if what != "tree" and width >= 64 else []
    return section("Responses", [*shown, *keys], width)


def _tree(chains: Chains) -> Iterator[Placed]:
    if not chains.rungs:
        return
    yield Entry("", None, partial(_tree_heading, chains)), None
    above: list[bool] = []
    named: dict[tuple[str, str | None, str | None], int] = {}
    # An item stands first where what answers it is written out.
    first = {rung.row.id for rung in chains.rungs if rung.again is None}
    for rung in chains.rungs:
        del above[max(0, rung.depth - 1) :]
        cause = chains.rows.get(rung.answers) if rung.answers is not None else None
        key = (rung.row.id, rung.answers, rung.link)
        named[key] = named.get(key, 0) + 1
        entry = Entry(
            f"rung {key} {named[key]}",
            rung.row.id,
            partial(_rung, chains, rung, tuple(above)),
            plain(partial(rung_block, rung, cause)),
        )
        repeated = rung.again is not None and rung.row.id in first
        yield entry, None if repeated else rung.row.seq
        if rung.depth:
            above.append(rung.more)


def _tree_heading(chains: Chains, width: int) -> Line:
    heading = _responses_heading("columns of actors against time", width)
    return tree_heading(heading, chains.lanes[: tree_lanes(width)], width)


def _rung(chains: Chains, rung: Rung, above: Sequence[bool], width: int) -> Line:
    lanes = min(tree_lanes(width), len(chains.lanes))
    # Shown further up: so are its arrows.
    between = arrows(rung.row, *chains.ends(rung.row, lanes), lanes) if lanes and rung.again is None else []
    return rung_line(rung, above, between, width)


def _against_time(chains: Chains) -> Iterator[Placed]:
    if not chains.rungs:
        return
    yield Entry("", None, partial(_responses_heading, "tree")), None
    answers: dict[str, list[Rung]] = {}
    for rung in chains.rungs:
        found = answers.setdefault(rung.row.id, [])
        if rung.answers is not None and rung.answers not in [one.answers for one in found]:
            found.append(rung)
    before = ""
    for number, row in enumerate(sorted(chains.rows.values(), key=lambda row: row.seq)):
        if not number % _NAMES_EVERY:
            yield Entry("", None, partial(_lane_names, chains)), None
        rungs = answers.get(row.id, [])
        same = row.date == before
        before = row.date
        yield (
            Entry(
                f"time {row.id}",
                row.id,
                partial(_timed, chains, row, rungs[0] if rungs else None, same),
                plain(partial(_timed_block, chains, row, rungs)),
            ),
            row.seq,
        )


def _lane_names(chains: Chains, width: int) -> Line:
    # The cursor's sign stands before the lines below.
    return [Piece(" "), *lane_heading(chains.lanes[: lanes_for(width - 1)], width - 1)]


def _timed(chains: Chains, row: Row, rung: Rung | None, same: bool, width: int) -> Line:
    lanes = chains.lanes[: lanes_for(width)]
    doers, targets = chains.ends(row, len(lanes))
    return timed_line(row, rung, doers, targets, lanes, width, same_day=same)


def _timed_block(chains: Chains, row: Row, rungs: Sequence[Rung], width: int) -> list[Line]:
    """Whose it is and when it was, and all that it answers."""
    lines = item_lines(row, width)
    for rung in rungs:
        lines += link_lines(rung, chains.rows.get(rung.answers or ""), width)
    return lines


def _plans(chains: Chains) -> Iterator[Placed]:
    if not chains.plans:
        return
    tail = [Piece("what became of them", "dim")]
    yield Entry("", None, partial(section, "Plans and promises", tail)), None
    for promise in chains.plans:
        yield (
            Entry(
                f"plan {promise.row.id}",
                promise.row.id,
                partial(promise_line, promise),
                plain(partial(promise_block, promise)),
            ),
            promise.row.seq,
        )
