"""A page of the detail pane as it is written: headings, paragraphs, labelled values, links, one under another.

Only layout lives here; what is said about an event or a statement is in `details`.
"""

from __future__ import annotations

from iptui.model import Passage
from iptui.text import cell_width, safe
from iptui.tui.format.beside import Beside
from iptui.tui.format.pieces import Line, Piece, height, light, line_text, wrap
from iptui.tui.format.rows import Needles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["Page", "PageLine", "Rivals", "Target"]

MAX_SHOWN = 20_000
"""Characters of one field that are laid out; the rest is counted."""

_LABEL = 12
_ROOMY = 50


class PageLine(NamedTuple):
    """A line of the page; `link` numbers the link that it belongs to, from 0."""

    pieces: Line
    link: int | None = None


_UNSEEN = PageLine([Piece("…", "dim")])
"""Stands for a line that is only counted."""


class Rivals(NamedTuple):
    """The rival values of one property of an event, as what a link leads to."""

    event: str
    name: str
    qualifier: str | None


Target = str | Passage | Rivals
"""What a link leads to: an item by its id, a passage in its source, rival values side by side."""


class Page:
    """The lines of a page of a given width, and the items and passages that its links lead to."""

    def __init__(
        self, width: int, needles: Needles | None = None, beside: Beside | None = None, most: int | None = None
    ) -> None:
        """Begin an empty page.

        Args:
            width: cells of a line.
            needles: lit in what data is shown.
            beside: stands with it.
            most: so many lines are wanted; what follows may only be counted, each line as a `…`.
        """
        self.most = most
        self.width = max(8, width)
        self.needles = needles or Needles()
        self.beside = beside or Beside()
        self.lines: list[PageLine] = []
        self.links: list[Target] = []

    def data(self, text: str | None, role: str = "", *, newlines: bool = False) -> Line:
        """Data as pieces: made safe, capped, matches lit."""
        if not text:
            return []
        shown = text
        if len(text) > MAX_SHOWN:
            shown = text[:MAX_SHOWN]
        shown = safe(shown, keep_newlines=newlines)
        line = light(shown, role, self.needles.spans(shown))
        if len(text) > MAX_SHOWN:
            line.append(Piece(f" … {len(text) - MAX_SHOWN} more characters", "dim"))
        return line

    def _is_full(self) -> bool:
        return self.most is not None and len(self.lines) >= self.most

    def blank(self) -> None:
        """An empty line, unless the page begins here or one is there already."""
        if self.lines and self.lines[-1].pieces:
            self.lines.append(PageLine([]))

    def heading(self, text: str, tail: Iterable[Piece] = ()) -> None:
        """A heading of a section, ours and not data, after an empty line."""
        self.blank()
        for line in wrap([Piece(text.upper(), "section"), *tail], self.width):
            self.lines.append(PageLine(line))

    def paragraph(
        self, line: Sequence[Piece], *, indent: str = "", first: str | None = None, link: int | None = None
    ) -> None:
        """A paragraph, wrapped; nothing where it is empty."""
        text = line_text(line)
        if not text:
            return
        # What ends in spaces may end in an empty line, after which there is no other.
        if text[-1] not in " \n" and self._is_full():
            self.lines += [_UNSEEN] * height(line, self.width, indent=indent, first=first, text=text)
        else:
            self.lines += [PageLine(part, link) for part in wrap(line, self.width, indent=indent, first=first)]

    def labelled(self, label: str, line: Sequence[Piece], *, link: int | None = None) -> None:
        """A value with its name to the left; nothing where there is no value."""
        if not any(piece.text for piece in line):
            return
        if self.width < 34:
            self.paragraph([Piece(f"{label}: ", "label"), *line], indent="  ", first="", link=link)
            return
        indent = " " * _LABEL
        for number, part in enumerate(wrap(line, self.width, indent=indent)):
            if not number and part and part[0].text == indent:
                part = [Piece(label.ljust(_LABEL), "label"), *part[1:]]
            self.lines.append(PageLine(part, link))

    def remark(self, line: Sequence[Piece]) -> None:
        """What belongs to the value above: under it where there is room, else across the page."""
        self.paragraph(line, indent=" " * _LABEL if self.width >= _ROOMY else "  ")

    def link(self, target: str, line: Sequence[Piece], *, note: Sequence[Piece] = ()) -> None:
        """A line that leads to another item; `note` follows under it, dimmed."""
        number = len(self.links)
        self.links.append(target)
        self.paragraph([*line], indent="    ", first="  → ", link=number)
        if any(piece.text for piece in note):
            self.paragraph([*note], indent="    ", link=number)

    def table(self, rows: Sequence[Sequence[Line]], shares: Sequence[int], link: Sequence[int | None]) -> None:
        """Rows of cells, each cell wrapped in its column.

        Args:
            rows: as many cells in each as there are columns.
            shares: relative widths of the columns.
            link: for each row the number of its link, or None.
        """
        gaps = 2 * len(shares)
        room = self.width - gaps
        widths = [max(4, room * share // sum(shares)) for share in shares]
        widths[0] += max(0, room - sum(widths))
        for row, number in zip(rows, link, strict=True):
            if self._is_full():
                self.lines += [_UNSEEN] * max(map(height, row, widths))
                continue
            cells = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
            for down in range(max(map(len, cells))):
                line: Line = []
                for cell, width in zip(cells, widths, strict=True):
                    part = cell[down] if down < len(cell) else []
                    used = sum(cell_width(piece.text) for piece in part)
                    line += [Piece("  "), *part, Piece(" " * max(0, width - used))]
                self.lines.append(PageLine(line, number))

    def new_link(self, target: Target) -> int:
        """Number a link whose lines the caller writes."""
        self.links.append(target)
        return len(self.links) - 1
