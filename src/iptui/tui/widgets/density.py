"""The time strip: how much happened when, conflict and cooperation apart, and where the selected item stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from textual import events
from textual.message import Message
from textual.strip import Strip

from iptui.tui.axis import Axis, Window, axis, labels
from iptui.tui.format.pieces import Line, Piece
from iptui.tui.format.rows import GLYPHS
from iptui.tui.widgets.drawn import Drawn

__all__ = ["Counts", "DensityStrip"]

_LEVELS = " ▁▂▃▄▅▆▇█"
_MARGIN = 7


class Counts(Protocol):
    """What the strip draws: a number for every bar, and what lies outside the window."""

    @property
    def conflict(self) -> Sequence[int]:
        """Items of verbal or material conflict."""

    @property
    def cooperation(self) -> Sequence[int]:
        """Items of verbal or material cooperation."""

    @property
    def other(self) -> Sequence[int]:
        """Items without a quad class."""

    @property
    def before(self) -> int:
        """Items that begin before the window."""

    @property
    def after(self) -> int:
        """Items that begin after it."""

    @property
    def undated(self) -> int:
        """Items without a date."""


def _short(number: int) -> str:
    return str(number) if number < 1000 else f"{number // 1000}k"


class DensityStrip(Drawn):
    """Bars over time; conflict above, cooperation below, then the axis; a taller strip shows the rest as well."""

    class Picked(Message):
        """The user clicked a time."""

        def __init__(self, day: int) -> None:
            """Say which day, since 1970-01-01."""
            super().__init__()
            self.day = day

    class Zoomed(Message):
        """The user turned the wheel over a time: 1 in, -1 out."""

        def __init__(self, step: int, day: int) -> None:
            """Say which way and around which day."""
            super().__init__()
            self.step = step
            self.day = day

    class Edge(Message):
        """The user clicked what lies before (-1) or after (1) the window."""

        def __init__(self, side: int) -> None:
            """Say which side."""
            super().__init__()
            self.side = side

    class Resized(Message):
        """The strip has another width, and needs another axis."""

    def __init__(self, *, id: str | None = None) -> None:
        """Begin empty."""
        super().__init__(id=id)
        self.axis: Axis | None = None
        self.counts: Counts | None = None
        self.span: tuple[int, int] | None = None

    @property
    def cells(self) -> int:
        """Cells for bars."""
        return max(1, self.size.width - 2 * _MARGIN)

    def lay_out(self, window: Window) -> Axis:
        """The axis of a window at the present width."""
        return axis(window, self.cells)

    def show(self, found: Axis, counts: Counts, span: tuple[int, int] | None) -> None:
        """Show other counts.

        Args:
            found: the axis.
            counts: a number a bar.
            span: first and last day of the selected item, None where it has no date.
        """
        if (found, counts, span) != (self.axis, self.counts, self.span):
            self.axis, self.counts, self.span = found, counts, span
            self.refresh()

    def _series(self) -> list[tuple[str, str, Sequence[int]]]:
        if self.counts is None:
            return []
        rows = (("4", self.counts.conflict), ("2", self.counts.cooperation), ("event", self.counts.other))
        series = [(*GLYPHS[key][:2], numbers) for key, numbers in rows[: 3 if self.size.height > 3 else 2]]
        return series[: max(1, self.size.height - 1)]

    def render_line(self, y: int) -> Strip:
        """A row of bars, or the axis."""
        width = self.size.width
        if self.axis is None or self.counts is None:
            return self.blank(width)
        series = self._series()
        if y >= len(series):
            return self.strip(self._axis_line(), width) if y == len(series) else self.blank(width)
        sign, role, numbers = series[y]
        highest = max((max(each[2], default=0) for each in series), default=0)
        line: Line = [Piece(f"   {sign}   ", role), *self._bars(numbers, highest, role)]
        if not y and highest:
            line.append(Piece(f" max {_short(highest)}", "dim"))
        return self.strip(line, width)

    def _marked(self) -> tuple[int, int] | None:
        """The first and the last bar of the selected item, as far as they are in view."""
        if self.axis is None or self.span is None:
            return None
        first, last = self.span
        window = self.axis.window
        if last < window.first or first >= window.stop:
            return None
        begin = self.axis.bar_of(max(first, window.first))
        end = self.axis.bar_of(min(last, window.stop - 1))
        return None if begin is None or end is None else (begin, end)

    def _bars(self, numbers: Sequence[int], highest: int, role: str) -> Line:
        found = self.axis
        if found is None:
            return []
        line: Line = []
        wide = found.cells - 1 if found.cells > 2 else found.cells
        for number in numbers:
            level = -(-number * 8 // highest) if highest else 0
            line.append(Piece(_LEVELS[level] * wide, role))
            if wide < found.cells:
                line.append(Piece(" "))
        used = found.bars * found.cells
        return [*line, Piece(" " * (self.cells - used))]

    def _axis_line(self) -> Line:
        found, counts = self.axis, self.counts
        if found is None or counts is None:
            return []
        before = f"‹ {_short(counts.before)}".rjust(_MARGIN - 1) if counts.before else " " * (_MARGIN - 1)
        after = f" {_short(counts.after)} ›" if counts.after else ""
        window = found.window
        left = self.span is not None and self.span[1] < window.first
        right = self.span is not None and self.span[0] >= window.stop
        taken = self._marked_cells()
        cells = [" "] * self.cells
        for cell, text in labels(found, taken):
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
        if self.axis is None or marked is None:
            return None
        wide = self.axis.cells
        first, last = marked[0] * wide, (marked[1] + 1) * wide - 1 - (wide > 2)
        return (first, last) if marked[0] != marked[1] else ((first + last) // 2,) * 2

    def _day_at(self, x: int) -> int | None:
        found = self.axis
        cell = x - _MARGIN
        if found is None or not 0 <= cell < found.bars * found.cells:
            return None
        return found.window.first + cell // found.cells * found.days

    def on_resize(self) -> None:
        """Ask for another axis."""
        self.post_message(self.Resized())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to the time that was clicked."""
        event.stop()
        day = self._day_at(event.x)
        if day is not None:
            self.post_message(self.Picked(day))
        elif self.axis is not None:
            self.post_message(self.Edge(-1 if event.x < _MARGIN else 1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in around the time under the pointer."""
        event.stop()
        day = self._day_at(event.x)
        if day is not None:
            self.post_message(self.Zoomed(1, day))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out around the time under the pointer."""
        event.stop()
        day = self._day_at(event.x)
        if day is not None:
            self.post_message(self.Zoomed(-1, day))
