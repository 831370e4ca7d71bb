"""A passage told in full: the panel under the source reader, and the page of locators where no copy is attached."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from iptui.model import Source
from iptui.text import safe
from iptui.tui.format.beside import proof_pieces
from iptui.tui.format.book import Book, Spot, use_pieces
from iptui.tui.format.dates import basis_text, human_date
from iptui.tui.format.pieces import Line, Piece, cut, line_text, wrap

__all__ = ["LocatorLayout", "head_line", "panel_lines", "source_line"]

_WHOLE = 2000
"""Passages up to which every locator shows its whole quote; beyond, the first line of it."""
_MOST_QUOTE = 2000


def source_line(source: Source) -> Line:
    """A source in a line: publisher, title, author, publication, grade; unknown fields said to be unknown."""
    publisher = safe(source.publisher) if source.publisher else "publisher not stated"
    author = f"by {safe(source.author)}" if source.author else "author not stated"
    known = "" if source.published_basis == "stated" else f" ({basis_text(source.published_basis)})"
    return [
        Piece(publisher, "source"),
        Piece(" · ", "dim"),
        Piece(safe(source.title), "strong"),
        Piece(f" · {author} · published {human_date(source.published)}{known} · ", "dim"),
        Piece(f"grade {safe(source.reliability)}", "strong"),
    ]


def place_pieces(spot: Spot) -> Line:
    """Where a passage stands in the source that the crisis was made from."""
    passage = spot.passage
    words = f"{passage.words} word{'s' if passage.words != 1 else ''}"
    return [
        Piece(f"¶ {passage.paragraph} · chars {passage.start}–{passage.end} · {words}", "source"),
        Piece(f" · {safe(passage.fingerprint[:12])}", "dim"),
    ]


def head_line(book: Book, current: int) -> Line:
    """Which passage is the current one, how it was proved and where it stands."""
    if not book.spots:
        return [Piece(" the crisis uses no passage of this source ", "dim")]
    spot = book.spots[current]
    line = [Piece(f" passage {current + 1} of {len(book.spots)} ", "head-focus"), Piece("─ ", "rule")]
    return [*line, *proof_pieces(spot.state), Piece(" ─ ", "rule"), *place_pieces(spot), Piece(" ")]


def panel_lines(book: Book, current: int, use: int, width: int, height: int) -> list[Line]:
    """The current passage: how it was proved, where that needs words, and all that it supports.

    Args:
        book: the book.
        current: index of the passage.
        use: index of the marked one of what it supports.
        width: cells of a line.
        height: lines there are; what it supports is scrolled so that the marked one is in view.
    """
    if not book.spots:
        return []
    spot = book.spots[current]
    told: list[Line] = []
    if spot.note and spot.state not in ("exact", "unattached"):
        told += wrap([*proof_pieces(spot.state), Piece(f": {safe(spot.note)}", "dim")], width, indent="   ", first=" ")
    if spot.changes:
        told += wrap(_changed(spot), width, indent="   ", first=" ")
    elif not book.file and spot.quotes:
        told += wrap([Piece(f"“{safe(spot.quotes[0][:_MOST_QUOTE])}”", "quote")], width, indent="   ", first=" ")
    if not book.file:
        told += wrap([Piece(f"SHA-256 {safe(spot.passage.fingerprint)}", "dim")], width, first=" ")
    told = told[: max(0, height - min(len(spot.uses), 2))]
    room = max(1, height - len(told))
    first = max(0, min(use - room // 2, len(spot.uses) - room))
    for number, one in enumerate(spot.uses[first : first + room], first):
        now = number == use
        marker = Piece(f" {'▸' if now else ' '} ", "mark")
        goes = [] if one.item is not None else [Piece("  (no page of its own)", "dim")]
        told.append(cut([marker, *use_pieces(one, "strong" if now else "", word=True), *goes], width))
    below = len(spot.uses) - first - room
    if below > 0 and told:
        told[-1] = cut([*cut(told[-1], width - 10), Piece(f"  + {below} more", "dim")], width)
    return told


def _changed(spot: Spot) -> Line:
    """The words of an altered quote, in the notation of GNU wdiff: meaning does not hang on colour."""
    line: Line = []
    for kind, words in spot.changes:
        shown = safe(words)
        if kind == "gone":
            line.append(Piece(f"[-{shown}-] ", "error"))
        elif kind == "new":
            line.append(Piece(f"{{+{shown}+}} ", "good"))
        else:
            line.append(Piece(f"{shown} ", "quote"))
    return line


class LocatorLayout:
    """The passages of a source that no copy is attached of: where each stands, and how to attach one."""

    def __init__(self, book: Book, width: int) -> None:
        """Lay out a book without a text."""
        self.book = book
        self.width = width
        self.current = 0
        self._intro = self._introduction()
        whole = len(book.spots) <= _WHOLE
        self._quotes = [self._quote(spot) for spot in book.spots] if whole else None
        heights = [3 + len(quote) for quote in self._quotes] if self._quotes is not None else [3] * len(book.spots)
        self._firsts = list(accumulate(heights, initial=len(self._intro)))

    def __len__(self) -> int:
        """The number of rows."""
        return self._firsts[-1]

    def _introduction(self) -> list[Line]:
        source = self.book.source
        reason = f": {safe(source.reliability_reason)}" if source.reliability_reason else ""
        lines: list[Line] = [[]]
        lines += wrap([Piece("No copy of this source is attached, so its text cannot be shown.", "strong")], self.width)
        lines += wrap(
            [
                Piece("Its passages are known by their places and the fingerprints of their words."),
                Piece(" Attach your own copy to read them in their context and to prove each one:"),
            ],
            self.width,
        )
        lines += [[], *wrap([Piece(safe(self.book.attach), "key")], self.width, indent="      ", first="    "), []]
        lines += wrap(
            [Piece("FILE is your copy: plain text, Markdown, HTML or PDF. It stays in your own library.", "dim")],
            self.width,
        )
        lines.append([])
        for label, text in (
            ("source", line_text(source_line(source)[:3])),
            ("author", safe(source.author) if source.author else "not stated"),
            ("published", _published(source)),
            ("grade", f"{safe(source.reliability)}{reason}"),
            ("address", safe(source.url) if source.url else "not known"),
            ("SHA-256", safe(source.sha256) if source.sha256 else "no copy on record"),
            ("length", f"{source.chars} characters" if source.chars is not None else "not known"),
        ):
            lines += wrap([Piece(label.ljust(10), "label"), Piece(text)], self.width, indent=" " * 10, first="")
        return [*lines, []]

    def _quote(self, spot: Spot) -> list[Line]:
        lines: list[Line] = []
        for quote in spot.quotes:
            lines += wrap([Piece(f"“{safe(quote[:_MOST_QUOTE])}”", "quote")], self.width, indent="      ")
        return lines

    def rows_of(self, spot: int) -> tuple[int, int]:
        """The first and the last row of a passage."""
        if not self.book.spots:
            return 0, 0
        return self._firsts[spot], self._firsts[spot + 1] - 2

    def row_at(self, offset: int) -> int:
        """The row itself: there is no text to keep one's place in."""
        return offset

    def offset_at(self, row: int) -> int:
        """The row itself."""
        return row

    def spot_at(self, row: int, column: int) -> int | None:
        """The passage at a row."""
        del column
        number = bisect_right(self._firsts, row) - 1
        return number if 0 <= number < len(self.book.spots) and row >= self._firsts[0] else None

    def row(self, number: int) -> Line:
        """One row."""
        if number < len(self._intro):
            return self._intro[number]
        index = bisect_right(self._firsts, number) - 1
        spot, line = self.book.spots[index], number - self._firsts[index]
        now = index == self.current
        if line == 0:
            marker = Piece("▸ " if now else "  ", "mark")
            place = place_pieces(spot)
            if now:
                place = [Piece(place[0].text, "source strong"), *place[1:]]
            return cut([marker, *place], self.width)
        quote = self._quotes[index] if self._quotes is not None else []
        if quote and line <= len(quote):
            return quote[line - 1]
        if line == len(quote) + 1:
            return cut([Piece("      "), *self._uses(spot, now=now)], self.width)
        return []

    def _uses(self, spot: Spot, *, now: bool) -> Line:
        if not spot.uses:
            return []
        more = [Piece(f"  + {len(spot.uses) - 1} more", "dim")] if len(spot.uses) > 1 else []
        return [*cut(use_pieces(spot.uses[0], "strong" if now else ""), max(1, self.width - 16)), *more]


def _published(source: Source) -> str:
    known = "" if source.published_basis == "stated" else f" ({basis_text(source.published_basis)})"
    note = f": {safe(source.published_note)}" if source.published_note else ""
    return f"{human_date(source.published)}{known}{note}"
