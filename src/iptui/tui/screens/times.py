"""The time strip of the explorer: which days it shows, and where in them the selected item stands."""

from __future__ import annotations

from iptui.store.sets import Selection
from iptui.tui.axis import DAY, Window, default_window, followed, zoomed
from iptui.tui.reading import Reading
from iptui.tui.widgets.density import DensityStrip
from iptui.tui.widgets.timeline import Timeline

__all__ = ["Times"]


class Times:
    """Draws the strip. A window of None is that of the crisis itself, which the strip keeps to."""

    def __init__(self, reading: Reading, strip: DensityStrip, timeline: Timeline) -> None:
        """Belong to a screen."""
        self._reading = reading
        self._strip = strip
        self._timeline = timeline
        info = reading.info
        self._home = default_window(info.earliest, info.latest, reading.days())

    def first_seq(self) -> int:
        """Where the crisis itself begins, after its background."""
        return self._reading.first_seq()

    def window(self, wanted: Window | None) -> Window:
        """The days to show: what the user zoomed to follows the cursor."""
        if wanted is None:
            return self._home
        span = self.span()
        return wanted if span is None else followed(wanted, span[0])

    def zoomed(self, wanted: Window | None, step: int, around: int | None = None) -> Window | None:
        """The window after a zoom in (1) or out (-1) around a day, the cursor's by default; the crisis again (0)."""
        if not step:
            return None
        window, span = self.window(wanted), self.span()
        if around is None:
            around = span[0] if span is not None else (window.first + window.stop) // 2
        return zoomed(window, around, step)

    def span(self) -> tuple[int, int] | None:
        """The first and the last day of the item under the cursor, None where it has no date."""
        row = self._timeline.current
        if row is None:
            return None
        begin = row.begin if row.begin is not None else row.end
        end = row.end if row.end is not None else row.begin
        return None if begin is None or end is None else (begin // DAY, end // DAY)

    def show(self, wanted: Window | None, selection: Selection) -> None:
        """Draw the strip, once it has a size."""
        if self._strip.size.width:
            found = self._strip.lay_out(self.window(wanted))
            self._strip.show(found, self._reading.density(selection, found), self.span())
