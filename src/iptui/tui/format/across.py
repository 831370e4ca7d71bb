"""Columns of wrapped text beside each other, in as many bands as the width asks for; headings of sections. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from iptui.text import cell_width, safe, truncate
from iptui.tui.format.pieces import Line, Piece, cut, fit, width_of, wrap

__all__ = ["columns", "data", "padded", "section", "spread"]

_GAP: Line = [Piece(" ┊ ", "rule")]


def data(text: str | None, role: str = "", most: int = 2000) -> Line:
    """Data as pieces: made safe and capped at `most` characters."""
    if not text:
        return []
    return [Piece(safe(text if len(text) <= most else f"{text[:most]}…"), role)]


def padded(text: str, width: int) -> str:
    """A safe text in exactly so many cells."""
    shown = truncate(text, width)
    return shown + " " * (width - cell_width(shown))


def columns(cells: Sequence[Sequence[Line]], width: int, least: int = 20) -> list[Line]:
    """Cells beside each other, as many as fit with `least` cells of width for each, the others below.

    Args:
        cells: for each column its paragraphs.
        width: cells of a line.
        least: the width below which a column is not squeezed.
    """
    if not cells:
        return []
    gap = width_of(_GAP)
    across = max(1, min(len(cells), (width + gap) // (least + gap)))
    # Bands of the same number of columns, so that the last is not alone in the whole width.
    bands = -(-len(cells) // across)
    across = -(-len(cells) // bands)
    room = max(1, (width - gap * (across - 1)) // across)
    lines: list[Line] = []
    for start in range(0, len(cells), across):
        band = [_wrapped(cell, room) for cell in cells[start : start + across]]
        if start:
            lines.append([])
        for height in range(max(map(len, band))):
            line: Line = []
            for number, column in enumerate(band):
                line += _GAP if number else []
                line += fit(column[height] if height < len(column) else [], room)
            lines.append(line)
    return lines


def _wrapped(paragraphs: Sequence[Line], width: int) -> list[Line]:
    return [line for paragraph in paragraphs for line in wrap(paragraph, width)]


def section(title: str, tail: Sequence[Piece], width: int) -> Line:
    """A heading across the width: our own words, and what is said behind them."""
    line = cut([Piece("━━ ", "rule"), Piece(title.upper(), "section"), Piece(" "), *tail, Piece(" ")], width)
    return [*line, Piece("━" * max(0, width - width_of(line)), "rule")]


def spread(left: Sequence[Piece], right: Sequence[Piece], width: int) -> Line:
    """A line with something at its right end, which stays whole where the left is cut."""
    room = max(1, width - width_of(right))
    return fit([*fit(left, room), *right], width)
