"""A source as the reader shows it: its text in lines of cells, passages underlined, what they support beside them.

Pure, and quick on megabytes: where lines break is found once for a width (`breaking`), as offsets into the text; a
line is cut, made safe and styled only when it is drawn. Spans are code points of the copy's text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from iptui.model import Passage, Source
from iptui.text import cell_width, safe
from iptui.tui.format.beside import proof_pieces
from iptui.tui.format.breaking import breaks, odd_characters
from iptui.tui.format.pieces import Line, Piece, cut, fit

__all__ = ["KINDS", "Book", "BookUse", "Spot", "TextLayout", "use_pieces"]

Span = tuple[int, int]

KINDS: dict[str, tuple[str, str]] = {
    "statement": ("❝", "statement"),
    "event": ("◇", "event"),
    "claim": ("=", "claim"),
    "link": ("↔", "link"),
    "office": ("@", "office"),
}
"""Kind of what a passage supports: its sign and its name."""

_MARGIN_FROM = 96
_MEASURE = 84
_MOST_NOTES = 3


class BookUse(NamedTuple):
    """One thing that a passage supports; `item` is the event or statement to open, None for an office."""

    kind: str
    item: str | None
    label: str
    stance: str | None = None


class Spot(NamedTuple):
    """A passage of the source that the crisis uses.

    Attributes:
        passage: where it stands in the source that the crisis was made from.
        state: how it was proved, a key of `iptui.tui.format.beside.PROOFS`.
        span: where it stands in the copy, or the nearest place to it; None where there is none.
        note: why it is so, in words.
        changes: for an altered quote its words: (`same`, `gone` or `new`, words).
        places: other places of an ambiguous, altered or missing one.
        quotes: the words quoted from it.
        uses: what it supports.
    """

    passage: Passage
    state: str
    span: Span | None
    note: str
    changes: tuple[tuple[str, str], ...]
    places: tuple[Span, ...]
    quotes: tuple[str, ...]
    uses: tuple[BookUse, ...]


class Book(NamedTuple):
    """A source with the reader's copy of it, if there is one.

    Attributes:
        source: the source.
        file: name of the file that the copy was made from; empty where no copy is attached.
        identical: whether the copy is the source to the byte.
        text: the copy's text.
        paragraphs: spans of its paragraphs, the first is number 1.
        spots: every passage that the crisis uses, in the order of the text, those without a place last.
        attach: the command that attaches a copy.
    """

    source: Source
    file: str
    identical: bool
    text: str
    paragraphs: tuple[Span, ...]
    spots: tuple[Spot, ...]
    attach: str

    def number_of(self, passage: int) -> int:
        """The index of the spot with the passage of an id; 0 where there is none."""
        return next((number for number, spot in enumerate(self.spots) if spot.passage.id == passage), 0)


def use_pieces(use: BookUse, role: str = "", *, word: bool = False) -> Line:
    """What a passage supports, in a line: its sign, or also the name of its kind, and what it is."""
    sign, name = KINDS.get(use.kind, ("·", safe(use.kind)))
    stance = "" if use.stance in (None, "supports") else f"{safe(use.stance or '').replace('_', ' ')}: "
    head = f"{sign} {name.ljust(9)} " if word else f"{sign} "
    name, colon, rest = safe(use.label).partition(": ")
    label = f"{name.replace('_', ' ')}{colon}{rest}" if use.kind == "claim" else safe(use.label)
    return [Piece(head, role or "label"), Piece(stance, "warn"), Piece(label, role)]


# -- the layout -----------------------------------------------------------------------------------------------


class _Note(NamedTuple):
    """A line beside or below a paragraph: the `use` of a spot, or how many more it has (None)."""

    spot: int
    use: int | None


class TextLayout:
    """The rows of a book for a width: paragraphs with their numbers, and what their passages support.

    In a wide view the notes stand in a margin beside the line that their passage begins in, else below the paragraph.
    """

    def __init__(self, book: Book, width: int, *, notes: bool = True) -> None:
        """Lay out a book.

        Args:
            book: a book with a text.
            width: cells of a row.
            notes: whether to show what the passages support.
        """
        self.book = book
        self.width = width
        self._digits = len(str(len(book.paragraphs) or 1))
        self.gutter = self._digits + 3
        self.margin = notes and width >= _MARGIN_FROM
        room = max(8, width - self.gutter)
        self.measure = min(_MEASURE, room * 3 // 5) if self.margin else min(_MEASURE + 16, room)
        odd = odd_characters(book.text)
        self._starts = [breaks(book.text, start, end, self.measure, odd) for start, end in book.paragraphs]
        self._begins = [start for start, _ in book.paragraphs]
        self._notes = self._lay_out_notes() if notes else {}
        heights = [self._height(number) for number in range(len(book.paragraphs))]
        self._firsts = list(accumulate(heights, initial=0))
        self._lost = [number for number, spot in enumerate(book.spots) if spot.span is None]
        self._lines_of_lost = 2 + 3 * len(self._lost) if self._lost else 0
        spans = [spot.span for spot in book.spots if spot.span is not None]
        self._covered = _merged(spans)
        self._bad = _merged(
            [spot.span for spot in book.spots if spot.span is not None and spot.state not in ("exact", "moved")]
        )
        self.matches: Sequence[Span] = ()
        self.current = 0

    def __len__(self) -> int:
        """The number of rows."""
        return self._firsts[-1] + self._lines_of_lost

    # -- notes ----------------------------------------------------------------------------------------------

    def _lay_out_notes(self) -> dict[int, list[tuple[int, _Note]]]:
        """The notes of each paragraph that has any, each with the row of the paragraph that it stands in."""
        found: dict[int, list[tuple[int, _Note]]] = {}
        for number, spot in enumerate(self.book.spots):
            if spot.span is None:
                continue
            paragraph = self.paragraph_of(spot.span[0])
            notes = found.setdefault(paragraph, [])
            most = len(spot.uses) if len(spot.uses) <= _MOST_NOTES else _MOST_NOTES - 1
            shown = [_Note(number, use) for use in range(most)]
            if most < len(spot.uses):
                shown.append(_Note(number, None))
            row = self._line_in(paragraph, spot.span[0]) if self.margin else len(self._starts[paragraph])
            for note in shown:
                row = max(row, notes[-1][0] + 1 if notes else row)
                notes.append((row, note))
        return found

    def _height(self, paragraph: int) -> int:
        notes = self._notes.get(paragraph)
        text = len(self._starts[paragraph])
        return max(text, notes[-1][0] + 1 if notes else 0) + 1

    # -- where things are -----------------------------------------------------------------------------------

    def paragraph_of(self, offset: int) -> int:
        """The index of the paragraph that an offset is in, or of the one before it."""
        return max(0, bisect_right(self._begins, offset) - 1)

    def _line_in(self, paragraph: int, offset: int) -> int:
        return max(0, bisect_right(self._starts[paragraph], offset) - 1)

    def row_at(self, offset: int) -> int:
        """The row of the text that an offset is in."""
        if not self._begins:
            return 0
        paragraph = self.paragraph_of(offset)
        return self._firsts[paragraph] + self._line_in(paragraph, offset)

    def offset_at(self, row: int) -> int:
        """The offset at which a row's text begins; for a row without text that of the row above it."""
        if not self._begins:
            return 0
        paragraph = min(bisect_right(self._firsts, row) - 1, len(self._begins) - 1)
        starts = self._starts[paragraph]
        line = min(row - self._firsts[paragraph], len(starts) - 1)
        return starts[line] if line >= 0 else self._begins[paragraph]

    def rows_of(self, spot: int) -> Span:
        """The first and the last row of a passage."""
        span = self.book.spots[spot].span
        if span is None:
            row = self._firsts[-1] + 2 + 3 * bisect_left(self._lost, spot)
            return row, row + 1
        return self.row_at(span[0]), self.row_at(max(span[0], span[1] - 1))

    def spot_at(self, row: int, column: int) -> int | None:
        """The passage at a cell: of those that cover it the one after the current one, else the shortest."""
        found = self._spots_at(row, column)
        if not found:
            return None
        if self.current in found:
            return found[(found.index(self.current) + 1) % len(found)]
        return found[0]

    def _spots_at(self, row: int, column: int) -> list[int]:
        if row >= self._firsts[-1]:
            lost = (row - self._firsts[-1] - 2) // 3
            return [self._lost[lost]] if 0 <= lost < len(self._lost) else []
        paragraph, line = self._place(row)
        if self.margin and column > self.gutter + self.measure:
            return [note.spot for at, note in self._notes.get(paragraph, ()) if at == line]
        if line >= len(self._starts[paragraph]):
            return [note.spot for at, note in self._notes.get(paragraph, ()) if at == line]
        start, end = self._line_span(paragraph, line)
        offset, left = start, column - self.gutter
        while offset < end and left > 0:
            left -= cell_width(safe(self.book.text[offset]))
            offset += left >= 0
        spots = self.book.spots
        here = [
            (spot.span[1] - spot.span[0], number)
            for number, spot in enumerate(spots)
            if spot.span is not None and spot.span[0] <= offset < spot.span[1]
        ]
        return [number for _, number in sorted(here)]

    def _place(self, row: int) -> Span:
        paragraph = bisect_right(self._firsts, row) - 1
        return paragraph, row - self._firsts[paragraph]

    def _line_span(self, paragraph: int, line: int) -> Span:
        starts = self._starts[paragraph]
        end = starts[line + 1] if line + 1 < len(starts) else self.book.paragraphs[paragraph][1]
        return starts[line], end

    # -- drawing --------------------------------------------------------------------------------------------

    def row(self, number: int) -> Line:
        """One row, in at most `width` cells."""
        if number >= self._firsts[-1]:
            return self._lost_row(number - self._firsts[-1])
        paragraph, line = self._place(number)
        notes = [note for at, note in self._notes.get(paragraph, ()) if at == line]
        if line < len(self._starts[paragraph]):
            start, end = self._line_span(paragraph, line)
            shown = [self._gutter(paragraph, line, start, end), *self._text(start, end)]
        else:
            shown = [Piece(" " * self.gutter)]
        if self.margin:
            shown = fit(shown, self.gutter + self.measure)
            shown.append(Piece(" │ " if self._height(paragraph) - 1 > line else "", "rule"))
            for note in notes[:1]:
                shown += self._note(note)
        elif notes and line >= len(self._starts[paragraph]):
            shown = [Piece(" " * (self.gutter - 1)), Piece("┆ ", "rule"), *self._note(notes[0], words=True)]
        return cut(shown, self.width)

    def _gutter(self, paragraph: int, line: int, start: int, end: int) -> Piece:
        span = self.book.spots[self.current].span if self.book.spots else None
        here = span is not None and span[0] < end and start < span[1]
        number = f"¶{paragraph + 1}".rjust(self._digits + 1) if not line else " " * (self._digits + 1)
        return Piece(f"{'▸' if here else ' '}{number} ", "mark" if here else "dim")

    def _text(self, start: int, end: int) -> Line:
        text = self.book.text
        while end > start and text[end - 1] in " \r\n":
            end -= 1
        span = self.book.spots[self.current].span if self.book.spots else None
        edges = {start, end}
        layers = [self._within(self._covered, start, end), self._within(self._bad, start, end)]
        layers += [self._within(self.matches, start, end), [span] if span is not None else []]
        for layer in layers:
            for one in layer:
                edges.update(edge for edge in one if start < edge < end)
        covered, bad, matches, current = layers
        pieces: Line = []
        places = sorted(edges)
        for at, stop in pairwise(places):
            role = "passage" if _inside(covered, at) else ""
            role = "passage-bad" if role and _inside(bad, at) else role
            role = "passage-now" if _inside(current, at) else role
            role = f"{role} lit".strip() if _inside(matches, at) else role
            pieces.append(Piece(safe(text[at:stop]), role))
        return pieces

    @staticmethod
    def _within(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
        """Those of some sorted spans without overlaps that meet a span."""
        first = bisect_right(spans, start, key=lambda span: span[1])
        stop = bisect_left(spans, end, key=lambda span: span[0])
        return spans[first:stop]

    def _note(self, note: _Note, *, words: bool = False) -> Line:
        spot = self.book.spots[note.spot]
        now = note.spot == self.current
        role = "strong" if now else "dim"
        line: Line = [Piece("▸" if now else " ", "mark")]
        first = note.use == 0
        line += proof_pieces(spot.state, word=False) if first else [Piece(" ")]
        line.append(Piece(" "))
        if words and first and spot.span is not None:
            start, end = spot.span
            text = self.book.text[start : min(end, start + 24)].replace("\n", " ")
            line += fit(cut([Piece(safe(text), "passage-now" if now else "passage")], 18), 18)
            line.append(Piece("  "))
        elif words:
            line.append(Piece(" " * 20))
        if note.use is None:
            line.append(Piece(f"+ {len(spot.uses) - _MOST_NOTES + 1} more", role))
            return line
        return [*line, *use_pieces(spot.uses[note.use], role)]

    def _lost_row(self, row: int) -> Line:
        """The passages that have no one place in this copy, behind the text."""
        if row == 0:
            count = len(self._lost)
            noun = "passage has" if count == 1 else "passages have"
            return cut([Piece(f" {count} {noun} no place in this copy", "section")], self.width)
        if row == 1:
            return []
        number = self._lost[(row - 2) // 3]
        spot = self.book.spots[number]
        now = number == self.current
        if (row - 2) % 3 == 0:
            words = [Piece(f"“{safe(spot.quotes[0])}”", "quote")] if spot.quotes else []
            place = f" ¶ {spot.passage.paragraph} · chars {spot.passage.start}–{spot.passage.end} of the source  "
            line = [Piece("▸ " if now else "  ", "mark"), *proof_pieces(spot.state), Piece(place, "source"), *words]
        elif (row - 2) % 3 == 1:
            line = [Piece("    "), *(use_pieces(spot.uses[0], "strong" if now else "dim") if spot.uses else [])]
        else:
            line = []
        return cut(line, self.width)


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Spans joined where they meet, in order."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _inside(spans: Sequence[Span], offset: int) -> bool:
    return any(start <= offset < end for start, end in spans)
