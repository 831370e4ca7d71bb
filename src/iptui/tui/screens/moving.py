"""Moving the explorer's cursor in the timeline: to a place in time, a date, a match of the last search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iptui.store.blocks import both
from iptui.store.sets import Selection
from iptui.tui.axis import DAY

if TYPE_CHECKING:
    from iptui.tui.screens.explorer import ExplorerScreen

__all__ = ["Moving"]


class Moving:
    """Puts the cursor somewhere, and the view with it."""

    def __init__(self, screen: ExplorerScreen) -> None:
        """Belong to a screen."""
        self._screen = screen

    def position(self) -> int | None:
        """Where the selected item stands among those that pass, or the one nearest to it in time."""
        screen = self._screen
        seq = screen.reading.seq(screen.view.selected)
        if seq is None:
            seq = screen.times.first_seq()
        return screen.pages.position_of(seq)

    def to_seq(self, seq: int) -> None:
        """Put the cursor on the item at a place in time, or on the one nearest to it."""
        position = self._screen.pages.position_of(seq)
        if position is not None:
            self.to(position)

    def to(self, position: int) -> None:
        """Put the cursor on the item at a position, now and not by message, so that something can be said of it."""
        self._screen.timeline.go(position, tell=False)
        self._follow()

    def settle(self) -> None:
        """Have the view follow the cursor's last move."""
        if self._screen.timeline.untold:
            self._screen.timeline.untold = False
            self._follow()

    def _follow(self) -> None:
        row = self._screen.timeline.current
        if row is not None:
            self._screen.change(self._screen.view._replace(selected=row.id, visited=()))

    def day(self, step: int) -> None:
        """To the first item of the next date (1) or of the previous one (-1)."""
        if self._screen.pages.items:
            self.to(self._screen.pages.group(self._screen.timeline.position, step))

    def match(self, step: int) -> None:
        """To the next match of the last search (1) or the previous one (-1)."""
        screen = self._screen
        sought = screen.view.search
        if not sought:
            screen.footer.say("nothing was searched for yet: / begins")
            return
        found = Selection(both(screen.reading.select(sought).blocks, screen.selection.blocks))
        row = screen.timeline.current
        if row is None or not len(found):
            screen.footer.say(f"no match of {sought} here", "warn")
            return
        rank = found.rank(row.seq)
        number = rank + (row.seq in found) if step > 0 else rank - 1
        wrapped = not 0 <= number < len(found)
        number %= len(found)
        self.to(screen.selection.rank(found.at(number)))
        again = ", from the other end again" if wrapped else ""
        screen.footer.say(f"match {number + 1} of {len(found)} of {sought}{again}")

    def to_day(self, day: int) -> None:
        """To the first item at or after a day since 1970-01-01."""
        self.to_seq(self._screen.reading.catalogue.seq_at(day * DAY))

    def outside(self, side: int) -> None:
        """To the last item before the window of the time strip (-1), or to the first after it (1)."""
        screen = self._screen
        window = screen.times.window(screen.view.window)
        if side > 0:
            self.to_day(window.stop)
            return
        rank = screen.selection.rank(screen.reading.catalogue.seq_at(window.first * DAY))
        if rank:
            self.to(rank - 1)
