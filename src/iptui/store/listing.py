"""A selection laid out in lines, as a list with a heading over each date shows it. Arithmetic on sets only.

Items in time order fall into groups with the same days; the first item of a group in the selection gets a heading
line above it. Which items those are follows from two additions on whole numbers, at any size.
"""

from __future__ import annotations

from iptui.store.sets import Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["Line", "Listing", "first_of_groups"]


def first_of_groups(selection: int, starts: int, size: int) -> int:
    """The lowest member of each group.

    Args:
        selection: a set of numbers below `size`.
        starts: the first number of every group; groups are runs of numbers, and 0 starts one.
        size: how many numbers there are.

    Returns:
        The set that holds the lowest member of `selection` in each group that has any.
    """
    if not size:
        return 0
    # With the last number of every group put in, no group is empty, so taking 1 from each group (at its start)
    # borrows from that group only, and changes its bits up to its lowest member.
    lasts = (starts >> 1) | 1 << (size - 1)
    filled = selection | lasts
    return filled & ~(filled - starts) & selection


class Line(NamedTuple):
    """A line of a list: the row at a position, or the heading above it."""

    position: int
    heading: bool


class Listing:
    """The lines of a selection, with a heading line above the first item of each group.

    Positions count items from 0; lines count items and headings from 0.
    """

    def __init__(self, selection: Selection, starts: int, size: int) -> None:
        """Lay out a selection; `starts` and `size` as in `first_of_groups`."""
        self.selection = selection
        self.headings = Selection(first_of_groups(selection.bits, starts, size))

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
        if not 0 <= line < len(self):
            raise IndexError(line)
        # The last position whose line is not beyond this one; a heading line belongs to the position after it.
        low, high = max(0, line - len(self.headings)), min(line, len(self.selection) - 1)
        while low < high:
            middle = (low + high) // 2
            if self.line_of(middle) < line:
                low = middle + 1
            else:
                high = middle
        return Line(low, heading=self.line_of(low) != line)

    def lines(self, start: int, stop: int) -> list[Line]:
        """The lines from `start` to before `stop`, fewer at the end."""
        stop = min(stop, len(self))
        if start < 0 or start >= stop:
            return []
        first = self.at(start)
        found: list[Line] = []
        seqs = self.selection.window(first.position, first.position + stop - start)
        for position, seq in enumerate(seqs, first.position):
            if seq in self.headings:
                found.append(Line(position, heading=True))
            found.append(Line(position, heading=False))
        # The heading of the first item may stand before these lines.
        begin = found.index(first)
        return found[begin : begin + stop - start]
