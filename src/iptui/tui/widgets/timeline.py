"""The timeline: events and statements under headings of their dates, over pages of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar, Protocol

from textual.cache import LRUCache
from textual.message import Message
from textual.strip import Strip

from iptui.model import Row
from iptui.text import safe
from iptui.tui.format.frames import bar
from iptui.tui.format.pieces import Line, Piece, wrap
from iptui.tui.format.rows import Needles, differ_at, heading_line, place_line, row_line
from iptui.tui.keys import bindings
from iptui.tui.widgets.pane import LinePane, Press

__all__ = ["RowPages", "Timeline"]

_STRIPS = 512
_AT_ONCE = 9


class RowPages(Protocol):
    """What the timeline asks: lines of a selection of items, by number."""

    @property
    def items(self) -> int:
        """The number of items."""

    @property
    def why_none(self) -> str:
        """Why there can be no items whatever else the filter says, safe; empty where that is not so."""

    def __len__(self) -> int:
        """The number of lines, headings included."""

    def at(self, line: int) -> tuple[int, bool]:
        """The position of the item at a line, and whether the line is the heading above it."""

    def line_of(self, position: int) -> int:
        """The line of the item at a position."""

    def row(self, position: int) -> Row:
        """The item at a position."""

    def heading_of(self, line: int) -> int:
        """The line of the heading under which a line stands; of a heading the line itself."""


class Timeline(LinePane):
    """Items in the order of time. The cursor stands on items only, never on a heading.

    Where the list in view begins within a group, the group's heading covers the line at the top, so that no item in
    view is without its date.
    """

    BINDINGS: ClassVar = bindings("timeline")
    TITLE: ClassVar = "Timeline"

    class Moved(Message):
        """The cursor stands on another item."""

        def __init__(self, item: str) -> None:
            """Say which."""
            super().__init__()
            self.item = item

    class Opened(Message):
        """The user wants to read the item."""

        def __init__(self, item: str) -> None:
            """Say which."""
            super().__init__()
            self.item = item

    class Compared(Message):
        """The user wants the accounts of the item side by side."""

        def __init__(self, item: str) -> None:
            """Say which."""
            super().__init__()
            self.item = item

    def __init__(self, *, id: str | None = None) -> None:
        """Begin without items."""
        super().__init__(id=id)
        self.pages: RowPages | None = None
        self.position = 0
        self.needles = Needles()
        self.filter_text = ""
        self.possibly: Callable[[int], bool] | None = None
        self.untold = False
        self._strips: LRUCache[tuple[int, int, Piece, str, str], Strip] = LRUCache(_STRIPS)
        self._by_row: LRUCache[tuple[tuple[object, ...], bool | None, int, Piece, str, str], Strip] = LRUCache(_STRIPS)

    def show(self, pages: RowPages, position: int | None, needles: Needles, filter_text: str) -> None:
        """Show other items, with the cursor at a position.

        Args:
            pages: the items.
            position: where the cursor stands; None where there are none.
            needles: what to light.
            filter_text: the filter that they pass, as text.
        """
        before = self.cursor - self.top
        self._strips.clear()
        if needles != self.needles:
            self._by_row.clear()
        self.pages = pages
        self.needles = needles
        self.filter_text = safe(filter_text)
        self.position = position or 0
        self.cursor = pages.line_of(self.position) if pages.items else 0
        # The cursor keeps its place on the screen, so that the eye does not lose it.
        self.top = self.clamp_top(self.cursor - max(0, min(before, self.rows - 1)))
        self.reveal(self.cursor)
        self.refresh()

    @property
    def current(self) -> Row | None:
        """The item under the cursor."""
        if self.pages is None or not self.pages.items:
            return None
        return self.pages.row(self.position)

    def notify_style_update(self) -> None:
        """Forget what was drawn in the styles before."""
        self._strips.clear()
        self._by_row.clear()
        super().notify_style_update()

    def line_strip(self, number: int, width: int, bar: Piece, over: str) -> Strip:
        """A line as it was drawn the last time: when the list scrolls, most of them are the same."""
        heading = self._covering() if number == self.top else None
        if heading is not None:
            number, over = heading, ""
        return self._kept(number, width, bar, over)

    def _kept(self, number: int, width: int, bar: Piece, over: str) -> Strip:
        key = number, width, bar, over, self.joint
        found = self._strips.get(key)
        if found is None:
            found = self._strips[key] = self._drawn(number, width, bar, over)
        return found

    def _drawn(self, number: int, width: int, bar: Piece, over: str) -> Strip:
        """A line as it was drawn the last time in another place: under another filter, many rows are the same."""
        if self.pages is None:
            return self.blank(width, self.joint)
        position, is_heading = self.pages.at(number)
        row = self.pages.row(position)
        looks = None if is_heading or self.possibly is None else self.possibly(row.seq)
        what = (row.date, row.begin, row.end) if is_heading else row
        key = what, looks, width, bar, over, self.joint
        found = self._by_row.get(key)
        if found is None:
            found = self._by_row[key] = self.bordered(self._line(number, bool(over)), width, bar, over)
        return found

    def prepare(self, position: int) -> Iterator[None]:
        """Draw what will be in view with the cursor at a position, a few lines at a time; the view stays as it is."""
        pages = self.pages
        if pages is None or not pages.items:
            return
        cursor = pages.line_of(position)
        top, rows, count, width = self.revealing(cursor), self.rows, len(pages), self.size.width
        over = "cursor" if self.is_focused else "blurred"
        beside, rows = bar(top, rows, count), min(rows, count - top)
        for first in range(0, rows, _AT_ONCE):
            self.make_ready(
                self._kept(top + row, width, beside[row], over if top + row == cursor else "")
                for row in range(first, min(rows, first + _AT_ONCE))
            )
            yield

    def line_count(self) -> int:
        """Items and headings."""
        return 0 if self.pages is None else len(self.pages)

    def line(self, number: int) -> Line:
        """An item or a heading."""
        return self._line(number, number == self.cursor)

    def _line(self, number: int, is_cursor: bool) -> Line:
        if self.pages is None:
            return []
        position, is_heading = self.pages.at(number)
        row = self.pages.row(position)
        if is_heading:
            return heading_line(row, self.text_width)
        marker = Piece("▸" if is_cursor else " ")
        possibly = None if self.possibly is None else self.possibly(row.seq)
        return [marker, *row_line(row, self.text_width - 1, self.needles, possibly)]

    def head(self) -> Line:
        """Where the cursor stands, and the filter."""
        if self.pages is None:
            return []
        return place_line(self.position, self.pages.items, self.filter_text)

    def empty_lines(self) -> list[Line]:
        """Say why there is nothing, and how to get out of it."""
        if self.pages is None:
            return []
        if not self.filter_text:
            return [[], [Piece("  This crisis has no events and no statements.", "dim")]]
        why = self.pages.why_none
        if why:
            told = wrap([Piece(why, "strong")], max(1, self.text_width - 2))
            return [
                [],
                *([Piece("  "), *line] for line in told),
                [],
                [Piece("  K", "key"), Piece("       another day, or none", "dim")],
                [Piece("  escape", "key"), Piece("  the filter before", "dim")],
                [Piece("  X", "key"), Piece("       everything again", "dim")],
            ]
        return [
            [],
            [Piece("  Nothing matches", "strong")],
            [Piece("  "), Piece(self.filter_text, "warn")],
            [],
            [Piece("  escape", "key"), Piece("  the filter before", "dim")],
            [Piece("  X", "key"), Piece("       everything again", "dim")],
        ]

    def revealing(self, number: int, above: int = 0) -> int:
        """No further than needed to have an item in view, with a line above it for its heading."""
        return super().revealing(number, max(above, int(number > 0 and self.rows > 1)))

    def _covering(self) -> int | None:
        """The line of the heading that covers the line at the top; None where that line itself is in view."""
        if self.pages is None or self.rows < 2 or not 0 < self.top < len(self.pages):
            return None
        heading = self.pages.heading_of(self.top)
        return heading if heading != self.top else None

    def go(self, position: int, *, tell: bool = True) -> None:
        """Put the cursor on the item at a position, as near as there is one; `tell` the screen of it."""
        if self.pages is None or not self.pages.items:
            return
        position = max(0, min(position, self.pages.items - 1))
        if position == self.position:
            self.reveal(self.cursor)
            return
        old = self.cursor
        self.position = position
        self.cursor = self.pages.line_of(position)
        top = self.top
        self.reveal(self.cursor)
        if self.top == top:  # Else everything is drawn anew.
            self.refresh_line_at(old)
            self.refresh_line_at(self.cursor)
            self.refresh_head()
        if tell and not self.untold:
            self.untold = True
            self.post_message(self.Moved(self.pages.row(position).id))

    def step(self, lines: int) -> None:
        """Move by one item, or by some lines."""
        if self.pages is None or not self.pages.items:
            return
        if abs(lines) == 1:
            self.go(self.position + lines)
            return
        self.go(self.landing(lines))

    def landing(self, lines: int) -> int:
        """The position of the item so many lines further; there is one."""
        if self.pages is None:
            return 0
        number = max(0, min(self.cursor + lines, len(self.pages) - 1))
        position, _ = self.pages.at(number)
        # Half a page up may end on the heading of the very item.
        return position - 1 if position == self.position and lines < 0 else position

    def move_to(self, number: int) -> None:
        """Put the cursor on the item at a line, or under the heading there."""
        if self.pages is not None and self.pages.items:
            position, _ = self.pages.at(max(0, min(number, len(self.pages) - 1)))
            self.go(position)

    def pressed(self, press: Press) -> None:
        """A click puts the cursor there; a click on the cursor opens; one on `⚖` sets the accounts side by side."""
        heading = self._covering() if press.line == self.top else None
        if heading is not None:
            self.move_to(heading)
            return
        if self.pages is not None and self.pages.items:
            position, is_heading = self.pages.at(press.line)
            row = self.pages.row(position)
            # The cursor's sign stands before the row.
            place = differ_at(self.text_width - 1, row.kind) + 1
            if row.disputed and not is_heading and abs(press.column - place) <= 1:
                self.move_to(press.line)
                self.post_message(self.Compared(row.id))
                return
        if press.line == self.cursor and self.is_focused:
            self.action_open()
        else:
            self.move_to(press.line)

    def action_open(self) -> None:
        """Read the item."""
        row = self.current
        if row is not None:
            self.post_message(self.Opened(row.id))
