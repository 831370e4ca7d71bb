"""As known on a day: the input that slides over the days of publication, or takes a date; the view follows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iptui.edtf import Edtf, EdtfError, from_words
from iptui.filters import Filter, FilterError
from iptui.tui.format.dates import day_words
from iptui.tui.format.slider import slider_line, stop_after
from iptui.tui.view import View, day_of, filtered

if TYPE_CHECKING:
    from iptui.tui.screens.explorer import ExplorerScreen

__all__ = ["Knowing"]

_PROMPT = "as known on"


class Knowing:
    """One use of the explorer's input bar; whoever begins it also ends it."""

    def __init__(self, screen: ExplorerScreen) -> None:
        """Belong to a screen."""
        self._screen = screen
        self._before = screen.view
        self._stops = screen.tracing.days.stops()
        self._day = day_of(screen.view.filter)
        self._slid = self._day or ""

    @property
    def prompt(self) -> tuple[str, str]:
        """What the input begins with: its prompt and its text."""
        return _PROMPT, self._day or ""

    @property
    def before(self) -> View:
        """The view to restore."""
        return self._before

    def show(self) -> None:
        """Show where the day stands among those of publication."""
        bar, standpoint = self._screen.input, self._screen.tracing.days.at(self._day)
        standing = standpoint.standing if standpoint is not None else {}
        words = day_words(self._day) if self._day is not None else ""
        bar.hint(slider_line(self._stops, self._end(), words, standing, self._screen.size.width - 1))

    def _end(self) -> str | None:
        """The last day of what is looked from, as ISO text."""
        if self._day is None:
            return None
        from iptui.edtf import parse

        return parse(self._day).latest or self._day

    def changed(self, text: str) -> bool:
        """Look from the day that is typed; an empty text is today.

        Returns:
            Whether the text is a day.
        """
        bar = self._screen.input
        if self._slid and len(text) == len(self._slid) + 1 and text.startswith(self._slid):
            # What the slider put there gives way to what is typed.
            text = text[-1]
            bar.begin(_PROMPT, text, slides=True)
        self._slid = ""
        if not text.strip():
            self._look(None)
            return True
        try:
            date = self._date(text)
        except EdtfError as error:
            bar.error(error.reason, error.position if error.text == text else 0)
            return False
        if date.end is None:
            bar.error("a day that has an end is needed: 2024-01-23, 23 jan, Jan 2024")
            return False
        return self._look(str(date))

    def _date(self, text: str) -> Edtf:
        from datetime import datetime

        today = datetime.now().astimezone().date().isoformat()
        return from_words(text, today=today, relative_to=self._day or self._screen.reading.info.earliest)

    def slide(self, key: str) -> None:
        """To the next or previous day of publication, the first, or today."""
        if key == "home":
            day = self._stops[0] if self._stops else None
        elif key == "end":
            day = None
        else:
            day = stop_after(self._stops, self._end(), 1 if key == "right" else -1)
        self._slid = day or ""
        self._screen.input.begin(_PROMPT, self._slid, slides=True)
        self._look(day)

    def _look(self, day: str | None) -> bool:
        screen = self._screen
        wanted: Filter = self._before.filter.without("known")
        if day is not None:
            wanted = wanted.toggle("known", day)
        try:
            screen.change(filtered(self._before, wanted)._replace(selected=screen.view.selected))
        except FilterError as error:
            screen.input.error(error.reason)
            return False
        self._day = day
        self.show()
        return True
