"""A text over the explorer, to be read and copied: what a clipboard may not have taken, or a command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.screen import ModalScreen

from iptui.text import safe
from iptui.tui.format.pieces import Line, Piece, wrap
from iptui.tui.widgets.settling import Settling
from iptui.tui.widgets.text import TextPane

__all__ = ["SheetScreen"]


class SheetScreen(Settling, ModalScreen[None]):
    """A titled text; `y` copies it."""

    BINDINGS: ClassVar = [("escape,q,enter", "close_sheet", "close"), ("y", "copy_sheet", "copy")]

    def __init__(self, title: str, text: str, notes: Sequence[str] = ()) -> None:
        """Show a text.

        Args:
            title: ours, not data.
            text: what is copied; it may hold data.
            notes: ours, shown under it, not copied.
        """
        super().__init__()
        self._title = title
        self._text = text
        self._notes = notes

    def _layout(self, width: int) -> Sequence[Line]:
        lines: list[Line] = [[], *wrap([Piece(safe(self._text, keep_newlines=True), "strong")], width), []]
        for note in self._notes:
            lines += wrap([Piece(note, "dim")], width)
        return lines

    def on_mount(self) -> None:
        """The keys scroll."""
        self.set_focus(self.query_one(TextPane))

    def compose(self) -> ComposeResult:
        """One pane."""
        yield TextPane(f"{self._title} · y copies · esc closes", self._layout, id="sheet")

    def action_close_sheet(self) -> None:
        """Close."""
        if self.is_current:  # not so for the second of two keys in one read
            self.dismiss(None)

    def action_copy_sheet(self) -> None:
        """Copy the text to the terminal's clipboard."""
        self.app.copy_to_clipboard(self._text)
        if self.is_current:  # not so for the second of two keys in one read
            self.dismiss(None)
