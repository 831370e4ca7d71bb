"""The source reader's widgets: the text with its passages, and the panel that tells of the current one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from textual.message import Message
from textual.strip import Strip

from iptui.text import safe
from iptui.tui.format.book import Book, TextLayout
from iptui.tui.format.pieces import Line, Piece, cut, width_of
from iptui.tui.format.spots import LocatorLayout, head_line, panel_lines, source_line
from iptui.tui.widgets.drawn import Drawn
from iptui.tui.widgets.pane import LinePane, Press

__all__ = ["PassagePanel", "ReaderPane", "SourceBar"]


class Layout(Protocol):
    """Rows of a book for a width."""

    current: int

    def __len__(self) -> int:
        """The number of rows."""

    def row(self, number: int) -> Line:
        """One of them."""

    def rows_of(self, spot: int) -> tuple[int, int]:
        """The first and the last row of a passage."""

    def row_at(self, offset: int) -> int:
        """The row of a place in the text."""

    def offset_at(self, row: int) -> int:
        """The place in the text of a row."""

    def spot_at(self, row: int, column: int) -> int | None:
        """The passage at a cell."""


class ReaderPane(LinePane):
    """The whole text of a source, or where no copy is attached the locators of its passages. The keys scroll."""

    TITLE: ClassVar = "Source"

    class Picked(Message):
        """A passage was clicked."""

        def __init__(self, spot: int) -> None:
            """Say which."""
            super().__init__()
            self.spot = spot

    def __init__(self, *, id: str | None = None) -> None:
        """Begin without a book."""
        super().__init__(id=id)
        self.cursor = -1
        self.book: Book | None = None
        self.current = 0
        self.notes = True
        self.problem = ""
        self._matches: Sequence[tuple[int, int]] = ()
        self._match: int | None = None
        self._layout_kept: Layout | None = None
        self._laid_out_for: tuple[int, bool] = (-1, True)
        self._anchor = (0, 0)
        self._opened_at: int | None = None

    # -- what is shown ----------------------------------------------------------------------------------------

    def open(self, book: Book, current: int) -> None:
        """Show a book, with a passage current and in view."""
        self.book = book
        self._layout_kept = None
        self.top, self._anchor = 0, (0, 0)
        self._matches, self._match = (), None
        self.show_spot(current)
        self._opened_at = self.top
        self.refresh()

    def fail(self, problem: str) -> None:
        """Say why there is nothing to read."""
        self.problem = problem
        self.refresh()

    def show_spot(self, number: int) -> None:
        """Make a passage the current one and bring it into view."""
        self.current = number
        self._opened_at = None
        layout = self.layout_now
        if layout is not None and self.book is not None and self.book.spots:
            layout.current = number
            self._bring(*layout.rows_of(number))
        self.refresh()

    def show_notes(self, wanted: bool) -> None:
        """Show or hide what the passages support, the text staying where it is."""
        self.notes = wanted
        self.refresh()

    def show_matches(self, matches: Sequence[tuple[int, int]], current: int | None) -> None:
        """Light what was searched for, and bring one match into view."""
        self._matches, self._match = matches, current
        layout = self.layout_now
        if isinstance(layout, TextLayout):
            layout.matches = matches
            if current is not None:
                start, end = matches[current]
                self._bring(layout.row_at(start), layout.row_at(max(start, end - 1)))
        self.refresh()

    @property
    def layout_now(self) -> Layout | None:
        """The rows for the present width; where it has changed, the text at the top of the view stays there."""
        if self.book is None or not self.size.width:
            return None
        wanted = (self.text_width - 1, self.notes)
        if self._layout_kept is None or self._laid_out_for != wanted:
            old, place, visible = self._layout_kept, self.place(), self.in_view(self.current)
            self._layout_kept, self._laid_out_for = self._laid_out(self.book, wanted[0]), wanted
            if old is not None:
                self.top = self.clamp_top(self._layout_kept.row_at(place) if self.top else 0)
                self._anchor = (self.top, place)
                if visible:
                    self._bring(*self._layout_kept.rows_of(self.current))
        return self._layout_kept

    def _laid_out(self, book: Book, width: int) -> Layout:
        layout: Layout
        if book.file:
            text = TextLayout(book, width, notes=self.notes)
            text.matches = self._matches
            layout = text
        else:
            layout = LocatorLayout(book, width)
        layout.current = self.current
        return layout

    def place(self) -> int:
        """The offset in the text at the top of the view."""
        if self._anchor[0] == self.top:
            return self._anchor[1]  # no row's beginning perhaps, but where the view was before it was laid out anew
        return self._layout_kept.offset_at(self.top) if self._layout_kept is not None else 0

    def in_view(self, spot: int) -> bool:
        """Whether a passage's first row is in view."""
        layout = self._layout_kept
        if layout is None or self.book is None or not self.book.spots:
            return False
        return self.top <= layout.rows_of(spot)[0] < self.top + self.rows

    def _bring(self, first: int, last: int) -> None:
        """Scroll so that some rows are in view, a third down where they were not."""
        if first < self.top or last >= self.top + self.rows:
            self.scroll_to_line(first - self.rows // 3)
            if last >= self.top + self.rows:
                self.scroll_to_line(min(first, last - self.rows + 1))

    # -- the pane ---------------------------------------------------------------------------------------------

    def line_count(self) -> int:
        """Rows there are."""
        layout = self.layout_now
        return 0 if layout is None else len(layout)

    def line(self, number: int) -> Line:
        """One of them."""
        layout = self.layout_now
        return [] if layout is None else [Piece(" "), *layout.row(number)]

    def is_current(self, number: int) -> bool:
        """No line is: a passage is."""
        del number
        return False

    def head(self) -> Line:
        """How far the reader has come, and the search."""
        if self.book is None:
            return []
        layout = self.layout_now
        line: Line = []
        if layout is not None and len(layout) > self.rows > 0:
            line.append(Piece(f" {100 * min(self.top + self.rows, len(layout)) // len(layout)} % ", "count"))
        if self._matches and self._match is not None:
            line += [Piece("─ ", "rule"), Piece(f"match {self._match + 1} of {len(self._matches)} ", "warn")]
        if self.book.file:
            kind = "the source itself" if self.book.identical else "not the very text of the source"
            line += [Piece("─ your copy ", "dim"), Piece(safe(self.book.file), "strong"), Piece(f", {kind} ", "dim")]
        else:
            line += [
                Piece("─ ", "rule"),
                Piece("no copy attached: ", "warn"),
                Piece(f"{safe(self.book.attach)} ", "key"),
            ]
        return line

    def empty_lines(self) -> list[Line]:
        """Say what is going on."""
        if self.problem:
            return [[], [Piece(f"  {safe(self.problem)}", "error")]]
        if self.book is None:
            return [[], [Piece("  Opening the source …", "dim")]]
        return [[], [Piece("  There is no text.", "dim")]]

    def step(self, lines: int) -> None:
        """Scroll."""
        self.scroll_to_line(self.top + lines)
        self.refresh_head()

    def move_to(self, number: int) -> None:
        """Scroll to a line."""
        self.scroll_to_line(number)
        self.refresh_head()

    def pressed(self, press: Press) -> None:
        """A click on a passage makes it the current one; a further click the next of those that lie there."""
        layout = self.layout_now
        spot = layout.spot_at(press.line, press.column - 1) if layout is not None else None
        if spot is not None:
            self.post_message(self.Picked(spot))

    def resized(self) -> None:
        """Lay out for another width, the text staying where it is; there is no cursor to bring into view."""
        if self._opened_at == self.top:
            # Just opened, and the screen still finds its sizes: the passage stands as it would have at once.
            self.top, self._anchor = 0, (0, 0)
            self.show_spot(self.current)
            self._opened_at = self.top
        self.line_count()  # To count the rows is to lay them out, which moves the view to where the text is then.
        self.top = self.clamp_top(self.top)
        self.refresh()


class SourceBar(Drawn):
    """The first line: which source it is."""

    def __init__(self, *, id: str | None = None) -> None:
        """Begin empty."""
        super().__init__(id=id)
        self._line: Line = []

    def show(self, book: Book) -> None:
        """Name a source."""
        self._line = source_line(book.source)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The source."""
        width = self.size.width
        return self.blank(width) if y else self.strip(cut([Piece(" "), *self._line], width), width)


class PassagePanel(Drawn):
    """What the current passage supports, and how it was proved."""

    def __init__(self, *, id: str | None = None) -> None:
        """Begin empty."""
        super().__init__(id=id)
        self._shown: tuple[Book, int, int] | None = None

    def show(self, book: Book, current: int, use: int) -> None:
        """Tell of a passage, one of its uses marked."""
        self._shown = (book, current, use)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A rule with the passage's place, then what it supports."""
        width = self.size.width
        if self._shown is None:
            return self.blank(width)
        book, current, use = self._shown
        if y == 0:
            line = cut([Piece("──", "rule"), *head_line(book, current)], width)
            return self.strip([*line, Piece("─" * (width - width_of(line)), "rule")], width)
        lines = panel_lines(book, current, use, width, self.size.height - 1)
        return self.strip(lines[y - 1], width) if y <= len(lines) else self.blank(width)
