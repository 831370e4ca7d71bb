"""A pane of plain lines: the help, a text to copy, the commands of the palette."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.geometry import Size
from textual.message import Message

from iptui.tui.format.pieces import Line, Piece
from iptui.tui.widgets.pane import LinePane, Press

__all__ = ["ChoicePane", "TextPane"]

Layout = Callable[[int], Sequence[Line]]
"""Gives the lines for a width in cells."""


class TextPane(LinePane):
    """Lines to read; the keys scroll."""

    def __init__(self, title: str, layout: Layout, *, id: str | None = None) -> None:
        """Show what `layout` gives for the width that there is."""
        super().__init__(id=id)
        self.cursor = -1
        self._title = title
        self._layout = layout
        self._lines: tuple[int, Sequence[Line]] = (-1, ())

    def _laid_out(self) -> Sequence[Line]:
        width = self.text_width - 2
        if self._lines[0] != width:
            self._lines = (width, self._layout(width))
        return self._lines[1]

    def lay_out_anew(self) -> None:
        """What is to be read has changed."""
        self._lines = (-1, ())
        self.refresh(layout=True)

    def line_count(self) -> int:
        """Lines there are."""
        return len(self._laid_out())

    def line(self, number: int) -> Line:
        """One of them."""
        return [Piece(" "), *self._laid_out()[number]]

    def head(self) -> Line:
        """The title."""
        return [Piece(f" {self._title} ", "head-focus")]

    def step(self, lines: int) -> None:
        """Scroll."""
        self.scroll_to_line(self.top + lines)

    def move_to(self, number: int) -> None:
        """Scroll to a line."""
        self.scroll_to_line(number)

    def pressed(self, press: Press) -> None:
        """Nothing can be chosen here, wherever one presses."""
        del press

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as the text, where the style sheet lets it."""
        del container, viewport
        return len(self._layout(max(1, width - 3))) + 1

    def resized(self) -> None:
        """Lay the lines out anew."""
        self.top = self.clamp_top(self.top)
        self.refresh()


class ChoicePane(LinePane):
    """Lines to choose from."""

    class Chosen(Message):
        """A line was chosen with the mouse."""

        def __init__(self, number: int) -> None:
            """Say which."""
            super().__init__()
            self.number = number

    TITLE: ClassVar = ""

    def __init__(self, title: str, *, id: str | None = None) -> None:
        """Begin without lines."""
        super().__init__(id=id)
        self._title = title
        self._lines: Sequence[Line] = ()
        self.can_focus = False

    def show(self, lines: Sequence[Line]) -> None:
        """Offer other lines, the cursor on the first."""
        self._lines = lines
        self.cursor = self.top = 0
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as the list, where the style sheet lets it."""
        del container, viewport, width
        return max(1, len(self._lines)) + 1

    def line_count(self) -> int:
        """Lines on offer."""
        return len(self._lines)

    def line(self, number: int) -> Line:
        """One of them."""
        return [Piece(" ▸ " if number == self.cursor else "   "), *self._lines[number]]

    def head(self) -> Line:
        """The title."""
        return [Piece(f" {self._title} ", "head-focus")]

    def empty_lines(self) -> list[Line]:
        """Say that nothing is on offer."""
        return [[Piece("   no such command", "dim")]]

    def move_to(self, number: int) -> None:
        """Put the cursor on a line."""
        if self._lines:
            self.cursor = max(0, min(number, len(self._lines) - 1))
            self.reveal(self.cursor)
            self.refresh()

    def pressed(self, press: Press) -> None:
        """A click chooses."""
        self.move_to(press.line)
        self.post_message(self.Chosen(press.line))
