"""What is shown in the place of everything else where the open file was changed under the explorer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen

from iptui.text import safe
from iptui.tui.format.pieces import Line, Piece, wrap
from iptui.tui.widgets.settling import Settling
from iptui.tui.widgets.text import TextPane

__all__ = ["ChangedScreen"]


class ChangedScreen(Settling, Screen[None]):
    """Covers the explorer, so that nothing is seen that is partly of the one state and partly of the other."""

    BINDINGS: ClassVar = [("enter,r,ctrl+r,space", "open_anew", "open"), ("q,ctrl+q,escape", "app.quit", "quit")]

    class Wanted(Message):
        """The user wants the file opened anew."""

    def __init__(self, sentence: str) -> None:
        """Say what happened; a safe sentence."""
        super().__init__()
        self._sentence = sentence
        self._told: Line = []

    def _layout(self, width: int) -> Sequence[Line]:
        lines: list[Line] = [[], *wrap([Piece(f"{self._sentence}.", "strong")], width), []]
        lines += wrap([Piece("enter", "key"), Piece("  opens it as it is now, with your filter and selection")], width)
        lines += wrap([Piece("q", "key"), Piece("      quits")], width)
        if self._told:
            lines += [[], *wrap(self._told, width)]
        return lines

    def compose(self) -> ComposeResult:
        """One pane."""
        yield TextPane("The file has changed", self._layout, id="sheet")

    def on_mount(self) -> None:
        """The keys scroll."""
        self.set_focus(self.query_one(TextPane))

    def tell(self, sentence: str, role: str = "") -> None:
        """Say how far it is, or why it cannot be opened; the user may try again."""
        self._told = [Piece(safe(sentence), role)]
        self.query_one(TextPane).lay_out_anew()

    def action_open_anew(self) -> None:
        """Have it opened."""
        self.post_message(self.Wanted())
