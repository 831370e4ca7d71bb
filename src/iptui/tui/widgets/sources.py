"""The sources: a list with a line each, and a page beside it about the current one, or about two of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from textual.message import Message

from iptui.tui.format.page import Page
from iptui.tui.format.pieces import Line, Piece
from iptui.tui.keys import bindings
from iptui.tui.widgets.detail import DetailPane
from iptui.tui.widgets.pane import LinePane, Press

__all__ = ["Lines", "SourceList", "SourcePage"]


class Lines(Protocol):
    """What the list asks: lines of sources by number, made when they are drawn."""

    def __len__(self) -> int:
        """How many sources there are."""

    def heading(self, width: int) -> Line:
        """The names of the columns."""

    def line(self, number: int, width: int) -> Line:
        """A source."""


class SourceList(LinePane):
    """A line a source, under the names of the columns."""

    BINDINGS: ClassVar = bindings("sources")
    TITLE: ClassVar = "Sources"
    TELLS: ClassVar = True

    class Moved(Message):
        """The cursor stands on another source."""

    class Asked(Message):
        """The user wants something done with the source of the cursor: `filter`, `compare`, `read`."""

        def __init__(self, what: str) -> None:
            """Say what."""
            super().__init__()
            self.what = what

    def __init__(self, *, id: str | None = None) -> None:
        """Begin without sources."""
        super().__init__(id=id)
        self.summary: Sequence[Piece] = ()
        self._lines: Lines | None = None

    def show(self, lines: Lines, summary: Sequence[Piece]) -> None:
        """Show sources; the cursor stays on the same line."""
        self._lines = lines
        self.summary = summary
        self.cursor = max(0, min(self.cursor, len(lines) - 1))
        self.refresh()

    def line_count(self) -> int:
        """Sources, and the line above them."""
        return 0 if self._lines is None else len(self._lines) + 1

    def is_current(self, number: int) -> bool:
        """Whether a line is the cursor's, below the names of the columns."""
        return number == self.cursor + 1

    def line(self, number: int) -> Line:
        """A source, or the names of the columns."""
        if self._lines is None:
            return []
        width = self.text_width
        if not number:
            return self._lines.heading(width)
        return [Piece("▸" if self.is_current(number) else " "), *self._lines.line(number - 1, width - 1)]

    def head(self) -> Line:
        """How many there are, and the filter."""
        return [Piece(" "), *self.summary, Piece(" ")]

    def empty_lines(self) -> list[Line]:
        """Say that there are none."""
        return [[], [Piece("  This crisis names no source.", "dim")]]

    def step(self, lines: int) -> None:
        """By so many sources."""
        self.move_to(self.cursor + 1 + lines)

    def move_to(self, number: int) -> None:
        """Put the cursor on the source of a line."""
        count = self.line_count() - 1
        found = max(0, min(number - 1, count - 1))
        if count > 0 and found != self.cursor:
            self.cursor = found
            self.reveal(found + 1, above=int(not found))
            self.refresh()
            self.post_message(self.Moved())

    def pressed(self, press: Press) -> None:
        """A click puts the cursor there; a click on the mark changes the filter."""
        if not press.line:
            return
        self.move_to(press.line)
        if press.column < _MARK:
            self.action_filter_source()

    def action_filter_source(self) -> None:
        """Only it, without it, either."""
        self.post_message(self.Asked("filter"))

    def action_compare_source(self) -> None:
        """One of the two to compare, or no longer."""
        self.post_message(self.Asked("compare"))

    def action_read_page(self) -> None:
        """To the page."""
        self.post_message(self.Asked("read"))


_MARK = 7


class SourcePage(DetailPane):
    """A page about sources, with links to events; scrolls and follows as the detail pane does."""

    TITLE: ClassVar = ""

    def __init__(self, *, id: str | None = None) -> None:
        """Begin without a page."""
        super().__init__(id=id)
        self._title = ""
        self._layout: Callable[[int], Page] | None = None
        self._written: Page | None = None

    def show_page(self, title: str, layout: Callable[[int], Page]) -> None:
        """Show a page from its beginning.

        Args:
            title: safe.
            layout: lays it out for a number of cells.
        """
        self._title = title
        self._layout = layout
        self._written = None
        self.top = 0
        self.link = None
        self.refresh()

    @property
    def page(self) -> Page | None:
        """The page, laid out for the present width."""
        width = max(8, self.text_width - 2)
        if self._layout is not None and (self._written is None or self._written.width != width):
            self._written = self._layout(width)
        return self._written

    @property
    def page_in_view(self) -> Page | None:
        """All of it is laid out at once."""
        return self.page

    def head(self) -> Line:
        """Whose page it is."""
        focused = self.is_focused
        return [Piece(f" {self._title} ", "head-focus" if focused else "head")]

    def empty_lines(self) -> list[Line]:
        """Nothing to say before there is a page."""
        return []
