"""What each actor did and said over time: the items of a selection by actor and bar of a time axis, from the sets.

An item that lasts no longer than a bar stands in the bar in which it begins, as in a density strip; one that lasts
longer is a line over all bars that it touches, so that no date looks more exact than it is. Nothing here reads the
rows of items: only of those that last longer than a bar, and only where they meet the axis, are the ends asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from iptui.store import blocks, sets
from iptui.store.catalogue import Catalogue
from iptui.store.sets import Selection

if TYPE_CHECKING:
    from iptui.store.blocks import Blocks

__all__ = ["Bar", "Counting", "Grid", "Lane", "Lanes", "Long"]

_DAY = 86_400
_WITHIN = (4, 16, 64, 400, 4000)
"""The lengths in days by which `seal_spread.within` sorts items that last longer than a day."""
_GRIDS = 6
_SINGLE = 24
"""Up to so many lines of a lane are named one by one; of more, nobody could follow each."""

_FURTHEST = 2**63 - 1
# Far from any date a difference of seconds is no whole number any more.
_LONG = """SELECT seq, CAST(min((end - :first) / :step, :bars) AS INTEGER) FROM seal_spread
           WHERE within {within} AND begin < :stop AND end >= :first AND end - begin >= :step {since}"""
_OPEN = "SELECT seq FROM seal_spread WHERE within IS NULL AND {end} IS NULL AND {other} IS NOT NULL"


class Bar(NamedTuple):
    """Items of an actor that begin in a bar and last no longer than it does.

    Attributes:
        items: how many, at least 1.
        conflict: those of verbal or material conflict.
        cooperation: those of verbal or material cooperation.
        said: whether all of them are statements.
        seq: the first of them.
    """

    items: int
    conflict: int
    cooperation: int
    said: bool
    seq: int


class Long(NamedTuple):
    """An item that lasts longer than a bar.

    Attributes:
        seq: which.
        first: the bar in which it begins, -1 where that is before the axis.
        last: the bar in which it ends, the number of bars where that is after the axis.
    """

    seq: int
    first: int
    last: int


class Lane(NamedTuple):
    """What an actor, with all that rolls up to it, did and said.

    Attributes:
        items: how many in all: those before, after and on the axis, and those without a date.
        before: how many begin before the axis.
        after: how many begin after it.
        undated: how many have no date.
        bars: what stands in each bar, None where nothing does.
        begun: how many lines begin in each bar.
        over: how many lines lie over each bar.
        open: how many items may have been going on in each bar, as one end of them is open or unknown.
        long: the lines one by one, in the order of their begin, where they are few; else none.
    """

    items: int
    before: int
    after: int
    undated: int
    bars: tuple[Bar | None, ...]
    begun: tuple[int, ...]
    over: tuple[int, ...]
    open: tuple[int, ...]
    long: tuple[Long, ...]


class _Slice(NamedTuple):
    """Members of a set between two bytes of the whole, as a number from the first of them on."""

    start: int
    stop: int
    bits: int

    def count(self, data: memoryview) -> int:
        """How many of them another set has."""
        return (int.from_bytes(data[self.start : self.stop], "little") & self.bits).bit_count()


def _slice(seqs: Sequence[int]) -> _Slice:
    start, highest = min(seqs) >> 3, max(seqs)
    bits = sets.from_numbers([seq - 8 * start for seq in seqs], highest - 8 * start + 1)
    return _Slice(start, (highest >> 3) + 1, bits)


def _between(start: int, stop: int) -> _Slice:
    return _Slice(start >> 3, (stop + 7) >> 3, ((1 << (stop - start)) - 1) << (start & 7))


class Grid:
    """A time axis laid over the items of a crisis: which of them stand in which bar, whatever the selection."""

    def __init__(self, catalogue: Catalogue, opened: tuple[Blocks, Blocks], first: int, step: int, bars: int) -> None:
        """Lay it.

        Args:
            catalogue: the crisis.
            opened: the sets of items that have no end, and that have no begin.
            first: the second at which the first bar begins.
            step: seconds that a bar lasts.
            bars: how many bars.

        Raises:
            DatabaseError: when the file is damaged.
        """
        self.seqs = catalogue.edges_at([first + number * step for number in range(bars + 1)])
        self.bars = bars
        self.dated = catalogue.dated
        self.opened = opened
        having = catalogue.blocks
        self.lasts = self._lasts(catalogue, first, step)
        self._carried: _Slice | None = None
        self._ending: list[_Slice | None] = [None] * bars
        self._sort_lines()
        self._slices = [_between(start, stop) for start, stop in pairwise(self.seqs)]
        long = [seq for seq in self.lasts if 0 <= seq < catalogue.total]
        self._long = self._cut(sets.in_blocks(long, catalogue.total))
        self._conflict = self._cut(having("quad", "3", "4"))
        self._cooperation = self._cut(having("quad", "1", "2"))
        self._said = self._cut(having("kind", "statement"))
        self._outside = [
            _between(start, stop)
            for start, stop in ((0, self.seqs[0]), (self.seqs[-1], self.dated), (self.dated, catalogue.total))
        ]

    def _lasts(self, catalogue: Catalogue, first: int, step: int) -> dict[int, int]:
        """The last bar of every item with two ends that lasts longer than a bar and meets the axis."""
        seconds = {"first": first, "step": step, "bars": self.bars, "stop": first + step * self.bars}
        asked = {name: max(-_FURTHEST, min(second, _FURTHEST)) for name, second in seconds.items()}
        parts = [(f"= {within}", f"AND begin > :first - {within * _DAY}") for within in _WITHIN if within * _DAY > step]
        parts.append(("IS NULL", ""))
        found: dict[int, int] = {}
        for within, since in parts:
            query = _LONG.format(within=within, since=since)
            found.update(catalogue.asked(lambda db, query=query: db.execute(query, asked).fetchall()))  # type: ignore[misc]
        return found

    def _sort_lines(self) -> None:
        """The lines by where they end, and those that began before the axis."""
        by_end: defaultdict[int, list[int]] = defaultdict(list)
        carried: list[int] = []
        for seq, last in self.lasts.items():
            by_end[last].append(seq)
            if seq < self.seqs[0]:
                carried.append(seq)
        for last, seqs in by_end.items():
            if 0 <= last < self.bars:
                self._ending[last] = _slice(seqs)
        self._carried = _slice(carried) if carried else None

    def _cut(self, found: Blocks) -> list[int]:
        """A set cut at the bytes in which the bars begin and end."""
        with memoryview(blocks.joined(found)) as data:
            return [int.from_bytes(data[start:stop], "little") for start, stop, _ in self._slices]

    def counts(self, items: Selection) -> list[int]:
        """How many items of a selection begin in each bar, whatever they last."""
        return sets.counts_between(items, self.seqs)

    def bar_of(self, seq: int) -> int:
        """The bar in which an item begins: -1 before the axis, the number of bars after it."""
        return bisect_right(self.seqs, seq) - 1 if seq < self.seqs[-1] else self.bars

    def lines_over(self, items: Selection, bar: int) -> list[int]:
        """The items of a selection that are a line over a bar, in the order of their begin."""
        stop = self.seqs[bar + 1]
        return sorted(seq for seq, last in self.lasts.items() if seq < stop and last >= bar and seq in items)

    def lane(self, items: Blocks) -> Lane:
        """A set of items on the axis."""
        every = self.bars
        bars: list[Bar | None] = [None] * every
        begun = [0] * every
        single: list[int] = []
        with memoryview(blocks.joined(items)) as data:
            for number, (start, stop, mask) in enumerate(self._slices):
                part = int.from_bytes(data[start:stop], "little") & mask
                if not part:
                    continue
                lines = part & self._long[number]
                if lines:
                    begun[number] = lines.bit_count()
                    part ^= lines
                    if len(single) <= _SINGLE:
                        single += blocks.members(lines, 8 * start)
                    if not part:
                        continue
                bars[number] = Bar(
                    part.bit_count(),
                    (part & self._conflict[number]).bit_count(),
                    (part & self._cooperation[number]).bit_count(),
                    part & self._said[number] == part,
                    8 * start + (part & -part).bit_length() - 1,
                )
            carried = 0 if self._carried is None else self._carried.count(data)
            over = self._over(data, begun, carried)
            if 0 < carried <= _SINGLE and self._carried is not None:
                start, stop, those = self._carried
                part = int.from_bytes(data[start:stop], "little") & those
                single = [*blocks.members(part, 8 * start), *single]
            before, after, undated = (found.count(data) for found in self._outside)
        there = sum(begun) + sum([bar.items for bar in bars if bar is not None])
        return Lane(
            items=before + there + after + undated,
            before=before,
            after=after,
            undated=undated,
            bars=tuple(bars),
            begun=tuple(begun),
            over=over,
            open=self._open(items),
            long=tuple(Long(seq, self.bar_of(seq), self.lasts[seq]) for seq in single)
            if carried + sum(begun) <= _SINGLE
            else (),
        )

    def _over(self, data: memoryview, begun: Sequence[int], carried: int) -> tuple[int, ...]:
        """How many lines lie over each bar: those that have begun and not yet ended."""
        now = carried
        over = []
        for number, more in enumerate(begun):
            now += more
            over.append(max(0, now))
            ending = self._ending[number]
            if now and ending is not None:
                now -= ending.count(data)
        return tuple(over)

    def _open(self, items: Blocks) -> tuple[int, ...]:
        """How many items of a set have no end and began by each bar, or have no begin and end in it or later."""
        found = [0] * self.bars
        for number, those in enumerate(self.opened):
            there = Selection(blocks.both(those, items))
            whole = len(there)
            if not whole:
                continue
            reached = list(accumulate(self.counts(there), initial=there.rank(self.seqs[0])))
            for bar in range(self.bars):
                found[bar] += whole - reached[bar] if number else reached[bar + 1]
        return tuple(found)


class Lanes:
    """The lanes of a selection on an axis. Each is counted when it is asked for; who asks keeps those in view."""

    def __init__(self, catalogue: Catalogue, selection: Selection, grid: Grid) -> None:
        """Belong to a selection."""
        self.grid = grid
        self.selection = selection
        self._catalogue = catalogue

    @cached_property
    def highest(self) -> int:
        """The most items of the selection that begin in one bar."""
        return max(self.grid.counts(self.selection), default=0)

    def items(self, actor: str) -> Selection:
        """The items of an actor, and of all that rolls up to it."""
        return Selection(self._blocks(actor))

    def lane(self, actor: str) -> Lane:
        """What an actor did and said.

        Raises:
            DatabaseError: when the file is damaged.
        """
        return self.grid.lane(self._blocks(actor))

    def _blocks(self, actor: str) -> Blocks:
        return blocks.both(self.selection.blocks, self._catalogue.blocks("actor", actor))


class Counting:
    """Counts lanes of a crisis; the latest axes are kept, as one goes to and fro between them."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Belong to a crisis."""
        self._catalogue = catalogue
        self._grids: OrderedDict[tuple[int, int, int], Grid] = OrderedDict()
        having = catalogue.blocks
        self._signs: Mapping[str, Selection] = {
            **{form: Selection(having("form", form)) for form in ("verbatim", "mixed")},
            "paraphrase": Selection(having("kind", "statement")),
            **{quad: Selection(having("quad", quad)) for quad in ("1", "2", "3", "4")},
        }

    @cached_property
    def _opened(self) -> tuple[Blocks, Blocks]:
        """The items that have no end, and those that have no begin."""
        total = self._catalogue.total
        ends, begins = (
            [seq for seq in self._catalogue.numbers(_OPEN.format(end=end, other=other)) if 0 <= seq < total]
            for end, other in (("end", "begin"), ("begin", "end"))
        )
        return sets.in_blocks(ends, total), sets.in_blocks(begins, total)

    def over(self, selection: Selection, first_day: int, days: int, bars: int) -> Lanes:
        """The lanes of a selection.

        Args:
            selection: the items.
            first_day: the day on which the first bar begins, since 1970-01-01.
            days: days that a bar lasts.
            bars: how many bars.

        Raises:
            DatabaseError: when the file is damaged.
        """
        asked = first_day, days, bars
        grid = self._grids.get(asked)
        if grid is None:
            grid = Grid(self._catalogue, self._opened, first_day * _DAY, days * _DAY, bars)
            self._grids[asked] = grid
            if len(self._grids) > _GRIDS:
                self._grids.popitem(last=False)
        self._grids.move_to_end(asked)
        return Lanes(self._catalogue, selection, grid)

    def sign_of(self, seq: int) -> str:
        """What kind of item one is: the form of a statement, the quad class of an event, or `event`."""
        return next((sign for sign, found in self._signs.items() if seq in found), "event")
