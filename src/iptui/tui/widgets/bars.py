"""The first and the last line of the screen: the title, and the keys or a message."""

from __future__ import annotations

from textual.strip import Strip
from textual.timer import Timer

from iptui.model import CrisisInfo
from iptui.text import safe
from iptui.tui.format.pieces import Line, Piece
from iptui.tui.format.rows import title_line
from iptui.tui.keys import footer
from iptui.tui.widgets.drawn import Drawn

__all__ = ["FooterBar", "TitleBar"]

_SHOWN_FOR = 6.0


class TitleBar(Drawn):
    """What crisis this is and how much of it is shown."""

    def __init__(self, *, id: str | None = None) -> None:
        """Begin empty."""
        super().__init__(id=id)
        self._shown: tuple[CrisisInfo, tuple[int, int], str, int] | None = None

    def show(self, info: CrisisInfo, sizes: tuple[int, int], day: str = "", doubtful: int = 0) -> None:
        """Show other numbers, and the day that is looked from."""
        if (info, sizes, day, doubtful) != self._shown:
            self._shown = (info, sizes, day, doubtful)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The title."""
        width = self.size.width
        if y or self._shown is None:
            return self.blank(width)
        return self.strip(title_line(*self._shown, width), width)


class FooterBar(Drawn):
    """The keys of the focused pane; for some seconds a message instead."""

    def __init__(self, *, id: str | None = None) -> None:
        """Begin with the keys of the timeline."""
        super().__init__(id=id)
        self._pane = "timeline"
        self._message: Line = []
        self._timer: Timer | None = None
        self._standing: Line = []

    @property
    def message(self) -> str:
        """The message shown, or an empty text."""
        return "".join(piece.text for piece in self._message)

    def show_keys(self, pane: str) -> None:
        """Show the keys of another pane."""
        if pane != self._pane:
            self._pane = pane
            self.refresh()

    def say(self, text: str, role: str = "strong") -> None:
        """Show a message in the place of the keys, until it has been seen or the next key clears it."""
        if self._timer is not None:
            self._timer.stop()
        self._message = [Piece(" "), Piece(safe(text), role)]
        self._timer = self.set_timer(_SHOWN_FOR, self.clear)
        self.refresh()

    def stand(self, text: str, key: str, label: str) -> None:
        """Show a message in the place of the keys from now on, with the key that does something about it."""
        self._standing = [Piece(" "), Piece(safe(text), "warn"), Piece(f"  {key}", "key"), Piece(f" {label}", "dim")]
        self.refresh()

    def clear(self) -> None:
        """Show the keys again."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._message:
            self._message = []
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The keys or the message."""
        width = self.size.width
        if y:
            return self.blank(width)
        if self._message or self._standing:
            return self.strip(self._message or self._standing, width)
        line: Line = []
        for key, label in footer(self._pane, width):
            line += [Piece(f" {key}", "key"), Piece(f" {label} ", "dim")]
        return self.strip(line, width)
