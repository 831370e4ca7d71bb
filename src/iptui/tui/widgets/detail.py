"""The detail pane: a page about one item, scrolled by line, with links that can be walked through and followed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar, NamedTuple

from textual.cache import LRUCache
from textual.message import Message
from textual.strip import Strip

from iptui.model import Detail, Passage, Source, StatementDetail
from iptui.tui.format.beside import Beside
from iptui.tui.format.details import detail_page
from iptui.tui.format.frames import bar
from iptui.tui.format.page import Page, Rivals
from iptui.tui.format.pieces import Line, Piece
from iptui.tui.format.rows import Needles
from iptui.tui.keys import bindings
from iptui.tui.widgets.pane import LinePane, Press

__all__ = ["DetailPane"]

_PREPARED = 16


class Asked(NamedTuple):
    """What a page depends on, besides what is known of the item."""

    item: str
    width: int
    needles: Needles


class Laid:
    """A page of an item, of which only the lines first in view are laid out until another is wanted.

    The others are counted: the pages of some events are ten times as long as what is in view.
    """

    def __init__(self, lay_out: Callable[[int | None], Page], item: Detail | StatementDetail, beside: Beside) -> None:
        """Take what lays out so many lines of the page, None for all, and what of it may change."""
        self._lay_out = lay_out
        self.item = item
        self.beside = beside
        self._page: Page | None = None
        self.strips: dict[tuple[int, Piece, str, str], Strip] = {}
        """The lines that have been drawn."""

    def begun(self, rows: int) -> Page:
        """The page, of which so many lines are right."""
        if self._page is None or not (self._page.most is None or rows <= self._page.most):
            self._page = self._lay_out(rows)
        return self._page

    @property
    def page(self) -> Page:
        """The page."""
        if self._page is None or self._page.most is not None:
            self._page = self._lay_out(None)
        return self._page


class DetailPane(LinePane):
    """What is known of the selected item. The cursor is on a link, where one is in view."""

    BINDINGS: ClassVar = bindings("detail")
    TITLE: ClassVar = "Detail"

    class Followed(Message):
        """The user follows a link."""

        def __init__(self, item: str) -> None:
            """Say where to."""
            super().__init__()
            self.item = item

    class Read(Message):
        """The user wants to read a passage in its source."""

        def __init__(self, passage: Passage) -> None:
            """Say which."""
            super().__init__()
            self.passage = passage

    class Compared(Message):
        """The user wants rival values side by side."""

        def __init__(self, rivals: Rivals) -> None:
            """Say of which property."""
            super().__init__()
            self.rivals = rivals

    def __init__(self, *, id: str | None = None) -> None:
        """Begin without an item."""
        super().__init__(id=id)
        self.item: Detail | StatementDetail | None = None
        self.link: int | None = None
        self._sources: Mapping[str, Source] = {}
        self._needles = Needles()
        self._beside = Beside()
        self._laid: Laid | None = None
        self._prepared: LRUCache[Asked, Laid] = LRUCache(_PREPARED)
        self._can_go_back = False

    def show(
        self,
        item: Detail | StatementDetail | None,
        sources: Mapping[str, Source],
        needles: Needles,
        beside: Beside,
        *,
        can_go_back: bool = False,
    ) -> None:
        """Show another item, from its beginning; the same item stays where it is."""
        same = item is not None and self.item is not None and item.id == self.item.id
        unchanged = item is self.item and needles == self._needles and beside == self._beside
        if same and unchanged and can_go_back == self._can_go_back:
            return
        self.item = item
        self._sources = sources
        self._needles = needles
        self._beside = beside
        self._can_go_back = can_go_back
        self._laid = None
        if not same:
            self.top = 0
            self.link = None
        self.refresh()

    @property
    def page(self) -> Page | None:
        """The page, laid out for the present width."""
        laid = self._laid_out()
        return None if laid is None else laid.page

    @property
    def page_in_view(self) -> Page | None:
        """The page, of which only what is in view has to be right, and how many lines there are."""
        laid = self._laid_out()
        return None if laid is None else laid.page if self.top else laid.begun(self.rows)

    def _laid_out(self) -> Laid | None:
        if self._laid is None and self.item is not None:
            self._laid = self._lay_out(self.item, self._sources, self._needles, self._beside)
        return self._laid

    def _lay_out(
        self, item: Detail | StatementDetail, sources: Mapping[str, Source], needles: Needles, beside: Beside
    ) -> Laid:
        """A page as it was laid out the last time, perhaps before it was wanted."""
        width = self.text_width - 2
        asked = Asked(item.id, width, needles)
        found = self._prepared.get(asked)
        if found is None or found.item is not item or found.beside != beside:
            lay_out = partial(detail_page, item, sources, width, needles, beside)
            found = self._prepared[asked] = Laid(lay_out, item, beside)
        return found

    def prepare(
        self, item: Detail | StatementDetail, sources: Mapping[str, Source], needles: Needles, beside: Beside
    ) -> None:
        """Lay out an item that is likely to be shown next, and draw the beginning of it."""
        laid, rows, width = self._lay_out(item, sources, needles, beside), self.rows, self.size.width
        page = laid.begun(rows)
        bars = bar(0, rows, len(page.lines))[: len(page.lines)]
        self.make_ready(self._line_strip(laid, page, number, width, each, "") for number, each in enumerate(bars))

    def line_strip(self, number: int, width: int, bar: Piece, over: str) -> Strip:
        """A line as it was drawn the last time."""
        laid, page = self._laid_out(), self.page_in_view
        if laid is None or page is None:
            return super().line_strip(number, width, bar, over)
        return self._line_strip(laid, page, number, width, bar, over)

    def _line_strip(self, laid: Laid, page: Page, number: int, width: int, bar: Piece, over: str) -> Strip:
        key = number, bar, over, self.joint
        found = laid.strips.get(key)
        if found is None:
            line = [Piece(" "), *page.lines[number].pieces]
            found = laid.strips[key] = self.bordered(line, width, bar, over)
        return found

    def notify_style_update(self) -> None:
        """Forget what was drawn in the styles before."""
        self._prepared.clear()
        self._laid = None
        super().notify_style_update()

    def line_count(self) -> int:
        """Lines of the page."""
        page = self.page_in_view
        return 0 if page is None else len(page.lines)

    def line(self, number: int) -> Line:
        """A line of the page."""
        page = self.page
        return [] if page is None else [Piece(" "), *page.lines[number].pieces]

    def is_current(self, number: int) -> bool:
        """Whether the line belongs to the marked link."""
        if self.link is None or not self.is_focused:
            return False
        page = self.page
        return page is not None and page.lines[number].link == self.link

    def head(self) -> Line:
        """The kind of item and its id, and how much of it is in view."""
        if self.item is None:
            return []
        kind = "event" if isinstance(self.item, Detail) else "statement"
        line = [Piece(f"· {kind} ", "count")]
        if self._can_go_back:
            line += [Piece("─ ", "rule"), Piece("⌫", "key"), Piece(" back ", "dim")]
        return line

    def empty_lines(self) -> list[Line]:
        """Say that nothing is selected."""
        return [[], [Piece("  Nothing is selected.", "dim")]]

    # -- links and lines --------------------------------------------------------------------------------------

    def _lines_of(self, link: int) -> tuple[int, int]:
        """The first and the last line of a link."""
        page = self.page
        found = [number for number, line in enumerate(page.lines) if line.link == link] if page else []
        return (found[0], found[-1]) if found else (0, 0)

    def _in_view(self, link: int) -> bool:
        first, last = self._lines_of(link)
        return self.top <= first and last < self.top + self.rows

    def _mark(self, link: int | None) -> None:
        if link != self.link:
            self.link = link
            self.refresh()

    def step(self, lines: int) -> None:
        """By a line: to the next link if it is in view, else scroll; by more: scroll."""
        page = self.page
        if page is None:
            return
        if abs(lines) > 1:
            self._scroll(lines)
            return
        candidate = self._neighbour(lines)
        if candidate is not None and self._in_view(candidate):
            self._mark(candidate)
            return
        before = self.top
        self.scroll_to_line(self.top + lines)
        if candidate is not None and (self._in_view(candidate) or self.top == before):
            self._mark(candidate)
        elif self.link is not None and not self._in_view(self.link):
            self._mark(None)

    def _neighbour(self, direction: int) -> int | None:
        """The next link in a direction: from the marked one, or from the edge of the view."""
        page = self.page
        if page is None or not page.links:
            return None
        if self.link is not None:
            number = self.link + direction
            return number if 0 <= number < len(page.links) else None
        links = range(len(page.links))
        if direction > 0:
            return next((link for link in links if self._lines_of(link)[0] >= self.top), None)
        return next((link for link in reversed(links) if self._lines_of(link)[1] < self.top + self.rows), None)

    def _scroll(self, lines: int) -> None:
        self.scroll_to_line(self.top + lines)
        if self.link is not None and not self._in_view(self.link):
            self._mark(None)

    def move_to(self, number: int) -> None:
        """Scroll to a line."""
        self._mark(None)
        self.scroll_to_line(number)

    def pressed(self, press: Press) -> None:
        """A click on a link follows it."""
        page = self.page
        link = page.lines[press.line].link if page is not None else None
        if link is not None:
            self._mark(link)
            self.action_follow()

    def action_follow(self) -> None:
        """Follow the marked link to an item or into a source, or mark the first in view."""
        page = self.page
        if page is None:
            return
        if self.link is None:
            first = self._neighbour(1)
            if first is not None:
                self._mark(first)
                if not self._in_view(first):
                    self.scroll_to_line(self._lines_of(first)[0] - 1)
            return
        target = page.links[self.link]
        if isinstance(target, Rivals):
            self.post_message(self.Compared(target))
        else:
            self.post_message(self.Read(target) if isinstance(target, Passage) else self.Followed(target))

    def resized(self) -> None:
        """Have the page laid out for the width that there is."""
        self._laid = None
        self.top = self.clamp_top(self.top)
        self.refresh()
