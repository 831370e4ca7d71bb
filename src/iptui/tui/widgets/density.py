"""The time strip: how much happened when, conflict and cooperation apart, and where the selected item stands."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from iptui.tui.axis import Axis, Window, axis
from iptui.tui.format.strip import MARGIN, Bars, Counts, cells_of
from iptui.tui.widgets.drawn import Drawn

__all__ = ["DensityStrip"]


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

    def __init__(self, *, id: str | None = None) -> None:
        """Begin empty."""
        super().__init__(id=id)
        self.axis: Axis | None = None
        self.counts: Counts | None = None
        self.span: tuple[int, int] | None = None
        self.asks: Callable[[], None] | None = None
        """Called when the strip has another width, and needs another axis."""
        self.margins = (MARGIN, MARGIN)

    @property
    def cells(self) -> int:
        """Cells for bars."""
        return cells_of(self.size.width, self.margins)

    def set_margins(self, margins: tuple[int, int] | None) -> bool:
        """Have other cells to the left and to the right of the bars, None for those by itself; whether they are other.

        The bars then need another axis.
        """
        before, self.margins = self.margins, margins or (MARGIN, MARGIN)
        return self.margins != before

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
        if (found, counts) != (self.axis, self.counts):
            self.axis, self.counts, self.span = found, counts, span
            self.refresh()
        elif span != self.span:
            self.span = span
            self.refresh(Region(0, self.size.height - 1, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """A row of bars, or the axis."""
        width = self.size.width
        if self.axis is None or self.counts is None:
            return self.blank(width)
        line = Bars(self.axis, self.counts, self.span, width, self.size.height, self.margins).line(y)
        return self.strip(line, width) if line else self.blank(width)

    def _day_at(self, x: int) -> int | None:
        found = self.axis
        cell = x - self.margins[0]
        if found is None or not 0 <= cell < found.bars * found.cells:
            return None
        return found.window.first + cell // found.cells * found.days

    def resized(self) -> None:
        """Ask for another axis."""
        if self.asks is not None:
            self.asks()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to the time that was clicked."""
        event.stop()
        day = self._day_at(event.x)
        if day is not None:
            self.post_message(self.Picked(day))
        elif self.axis is not None:
            self.post_message(self.Edge(-1 if event.x < self.margins[0] else 1))

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
