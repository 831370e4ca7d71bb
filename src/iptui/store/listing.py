"""A selection laid out in lines, as a list with a heading over each date shows it. Arithmetic on sets only.

Items in time order fall into groups with the same days; the first item of a group in the selection gets a heading
line above it. Which items those are follows from one subtraction on whole numbers for each block, at any size.
"""

from __future__ import annotations

from functools import cached_property
from operator import add

from iptui.store.blocks import PART, SIZE, nth
from iptui.store.sets import Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    from iptui.store.blocks import Blocks
else:
    from iptui.tuples import NamedTuple

__all__ = ["Groups", "Line", "Listing"]


class _Cut(NamedTuple):
    """The groups in a block.

    Attributes:
        starts: the first item of every group, and the first of the block, where one may go on.
        lasts: the last item before each of these, and the last of the block.
        going_on: the items of the group that goes on from the block before.
        last: the place in the block at which the last group begins, None where none begins.
    """

    starts: int
    lasts: int
    going_on: int
    last: int | None


def _cut(starts: int) -> _Cut:
    every, first = starts | 1, starts & -starts
    return _Cut(
        starts=every,
        lasts=every >> 1 | 1 << (SIZE - 1),
        going_on=first - 1 if first else (1 << SIZE) - 1,
        last=starts.bit_length() - 1 if first else None,
    )


class Groups:
    """Groups of items: runs of items one after another, which together are all items."""

    def __init__(self, starts: Blocks) -> None:
        """Take the set of the first items of all groups."""
        self._cuts = [_cut(block) for block in starts]

    def first_in(self, selection: Blocks) -> Blocks:
        """The first item of a selection in each group that has any."""
        found = []
        # Whether the group that goes on from the block before has its first item already.
        begun = False
        for block, (starts, lasts, going_on, last) in zip(selection, self._cuts, strict=False):
            first = 0
            if block:
                # With the last item of every group put in, no group is empty, so taking 1 from each group (at its
                # start) borrows from that group only, and changes its bits up to its lowest member.
                first = block ^ (block & ((block | lasts) - starts))
                if begun:
                    first ^= first & going_on
            if last is not None:
                begun = block.bit_length() > last
            elif block:
                begun = True
            found.append(first)
        return tuple(found)


class Line(NamedTuple):
    """A line of a list: the row at a position, or the heading above it."""

    position: int
    heading: bool


class Listing:
    """The lines of a selection, with a heading line above the first item of each group.

    Positions count items from 0; lines count items and headings from 0.
    """

    def __init__(self, selection: Selection, groups: Groups) -> None:
        """Lay out a selection."""
        self.selection = selection
        self.headings = Selection(groups.first_in(selection.blocks))

    def __len__(self) -> int:
        """The number of lines."""
        return len(self.selection) + len(self.headings)

    def line_of(self, position: int) -> int:
        """The line of the item at a position.

        Raises:
            IndexError: when there is no such position.
        """
        return position + self.headings.rank(self.selection.at(position) + 1)

    def at(self, line: int) -> Line:
        """What stands at a line.

        Raises:
            IndexError: when there is no such line.
        """
        from bisect import bisect_right

        if not 0 <= line < len(self):
            raise IndexError(line)
        block = bisect_right(self._before, line) - 1
        (parts, ranks), (headed, more) = self.selection.parts_of(block), self.headings.parts_of(block)
        before = list(map(add, ranks, more))
        part = bisect_right(before, line) - 1
        # An item with a heading has two lines.
        seq = block * SIZE + part * PART + nth(parts[part], line - before[part], headed[part])
        position = self.selection.rank(seq)
        return Line(position, position + self.headings.rank(seq + 1) != line)

    @cached_property
    def _before(self) -> list[int]:
        """How many lines stand before each block."""
        return list(map(add, self.selection.block_ranks, self.headings.block_ranks))

    def lines(self, start: int, stop: int) -> list[Line]:
        """The lines from `start` to before `stop`, fewer at the end."""
        stop = min(stop, len(self))
        if start < 0 or start >= stop:
            return []
        first = self.at(start)
        found: list[Line] = []
        seqs = self.selection.window(first.position, first.position + stop - start)
        number = self.headings.rank(seqs[0])
        headed = set(self.headings.window(number, number + len(seqs)))
        for position, seq in enumerate(seqs, first.position):
            if seq in headed:
                found.append(Line(position, True))
            found.append(Line(position, False))
        # The heading of the first item may stand before these lines.
        begin = found.index(first)
        return found[begin : begin + stop - start]
