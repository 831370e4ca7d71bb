"""The lines of the time strip: conflict and cooperation over time, the axis, the place of the selected item. Pure."""

from __future__ import annotations

from iptui.tui.axis import Axis, labels
from iptui.tui.format.pieces import Line, Piece
from iptui.tui.format.rows import GLYPHS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["MARGIN", "Bars", "Counts", "cells_of"]

MARGIN = 7
"""Cells on either side of the bars."""
_LEVELS = " ▁▂▃▄▅▆▇█"


class Counts(NamedTuple):
    """What the strip draws: one number a bar, and what lies outside the window.

    Attributes:
        conflict: items of verbal or material conflict.
        cooperation: items of verbal or material cooperation.
        other: items without a quad class.
        before: items that begin before the window.
        after: items that begin after it.
        undated: items without a date.
    """

    conflict: tuple[int, ...]
    cooperation: tuple[int, ...]
    other: tuple[int, ...]
    before: int
    after: int
    undated: int


def cells_of(width: int, margins: tuple[int, int] = (MARGIN, MARGIN)) -> int:
    """Cells for bars in a strip of so many cells."""
    return max(1, width - sum(margins))


def _short(number: int) -> str:
    if number < 1000:
        return str(number)
    return f"{number // 1000}k" if number < 1_000_000 else f"{number // 1_000_000}M"


def _highest(number: int, room: int) -> str:
    """What the highest bar stands for, in no more cells than there are beside the bars."""
    short = _short(number)
    return _fitting(room, f" max {short}", f" max{short}", f"max{short}")


def _fitting(room: int, *texts: str) -> str:
    """The first of some texts that fits."""
    return next((text for text in texts if len(text) <= room), "")


class Bars(NamedTuple):
    """What a strip shows.

    Attributes:
        axis: the window in bars.
        counts: a number a bar.
        span: first and last day of the selected item, None where it has no date.
        width: cells of the strip.
        height: lines of it.
        margins: cells to the left and to the right of the bars; to the left at least `MARGIN`.
    """

    axis: Axis
    counts: Counts
    span: tuple[int, int] | None
    width: int
    height: int
    margins: tuple[int, int] = (MARGIN, MARGIN)

    def line(self, y: int) -> Line:
        """A row of bars, or the axis; empty below it."""
        rows = (("4", self.counts.conflict), ("2", self.counts.cooperation), ("event", self.counts.other))
        series = rows[: max(1, min(self.height - 1, 3 if self.height > 3 else 2))]
        if y >= len(series):
            return self._axis_line() if y == len(series) else []
        key, numbers = series[y]
        sign, role, _ = GLYPHS[key]
        highest = max((max(each, default=0) for _, each in series), default=0)
        line: Line = [Piece(f"{sign}   ".rjust(self.margins[0]), role), *self._row(numbers, highest, role)]
        if not y and highest:
            line.append(Piece(_highest(highest, self.margins[1]), "dim"))
        return line

    def _row(self, numbers: Sequence[int], highest: int, role: str) -> Line:
        found = self.axis
        wide = found.cells - 1 if found.cells > 2 else found.cells
        bars = [(level * wide).ljust(found.cells) for level in _LEVELS]
        text = "".join([bars[-(-number * 8 // highest)] for number in numbers]) if highest else ""
        return [Piece(text.ljust(cells_of(self.width, self.margins)), role)]

    def _axis_line(self) -> Line:
        counts, window = self.counts, self.axis.window
        told = f"‹ {_short(counts.before)}" if counts.before else ""
        before = told.rjust(self.margins[0] - 1)
        short = _short(counts.after)
        after = _fitting(self.margins[1], f" {short} ›", f"{short} ›", f"{short}›", "›") if counts.after else ""
        left = self.span is not None and self.span[1] < window.first
        right = self.span is not None and self.span[0] >= window.stop
        taken = self._marked_cells()
        cells = [" "] * cells_of(self.width, self.margins)
        for cell, text in labels(self.axis, taken):
            cells[cell : cell + len(text)] = text
        line: Line = [Piece(before, "strong lit" if left else "dim"), Piece(" ")]
        if taken is None:
            line.append(Piece("".join(cells), "axis"))
        else:
            first, last = taken
            mark = "◆" if first == last else "◆" + "━" * (last - first - 1) + "◆"
            line += [
                Piece("".join(cells[:first]), "axis"),
                Piece(mark, "mark"),
                Piece("".join(cells[last + 1 :]), "axis"),
            ]
        return [*line, Piece(after, "strong lit" if right else "dim")]

    def _marked_cells(self) -> tuple[int, int] | None:
        """The cells under the bars of the selected item: the middle of one bar, or from the first to the last."""
        marked = self._marked()
        if marked is None:
            return None
        wide = self.axis.cells
        first, last = marked[0] * wide, (marked[1] + 1) * wide - 1 - (wide > 2)
        return (first, last) if marked[0] != marked[1] else ((first + last) // 2,) * 2

    def _marked(self) -> tuple[int, int] | None:
        """The first and the last bar of the selected item, as far as they are in view."""
        if self.span is None:
            return None
        first, last = self.span
        window = self.axis.window
        if last < window.first or first >= window.stop:
            return None
        begin = self.axis.bar_of(max(first, window.first))
        end = self.axis.bar_of(min(last, window.stop - 1))
        return None if begin is None or end is None else (begin, end)
