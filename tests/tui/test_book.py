"""The pages of the source reader: lines of any text break without loss, fit, are safe, and cost nothing unseen."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile_text import nasty_text
from iptui.model import Passage, Source
from iptui.text import is_safe, paragraph_spans, safe
from iptui.tui.format.book import Book, BookUse, Spot, TextLayout
from iptui.tui.format.breaking import breaks, odd_characters
from iptui.tui.format.pieces import line_text, width_of
from iptui.tui.format.spots import LocatorLayout

SOURCE = Source(
    "s", "Title", None, None, None, None, None, "2024", None, None, "stated", None, "F", None, None, None, None, None,
    None, None, None,
)  # fmt: skip


def made_book(text: str, spans: list[tuple[int, int]]) -> Book:
    spots = tuple(
        Spot(
            Passage(number, "s", start, end, 1, 1, "0" * 64), "exact", (start, end), "", (), (), (),
            (BookUse("event", "e", "an event", "supports"),),
        )
        for number, (start, end) in enumerate(spans)
    )  # fmt: skip
    return Book(SOURCE, "copy.txt", True, text, tuple(paragraph_spans(text)), spots, "iptui attach FILE")


@given(nasty_text, st.integers(8, 60))
def test_lines_break_so_that_nothing_is_lost(text: str, width: int) -> None:
    odd = odd_characters(text)
    for start, end in paragraph_spans(text):
        starts = list(breaks(text, start, end, width, odd))
        assert starts == sorted(set(starts))
        assert starts[0] == start
        assert all(start <= at < end for at in starts)


@given(st.text(st.sampled_from("ab é—“”\u00a0 \n"), max_size=200), st.integers(8, 30))
def test_plain_lines_are_filled_and_fit(text: str, width: int) -> None:
    assert odd_characters(text) is None
    for start, end in paragraph_spans(text):
        starts = list(breaks(text, start, end, width, None))
        lines = [text[at:stop] for at, stop in zip(starts, [*starts[1:], end], strict=True)]
        assert all(len(line.rstrip(" \n")) <= width for line in lines)
        for line, following in pairwise(lines):
            if not line.endswith("\n"):
                word = following.split(" ")[0].split("\n")[0]
                assert len(line) + len(word) > width, "the next word would have fitted"


@given(nasty_text, st.integers(20, 140), st.booleans(), st.data())
def test_every_row_of_any_text_is_safe_and_fits(text: str, width: int, notes: bool, data: st.DataObject) -> None:
    text = f"x{text}"
    ends = st.integers(0, len(text) - 1)
    spans = [(min(a, b), max(a, b) + 1) for a, b in data.draw(st.lists(st.tuples(ends, ends), max_size=5))]
    book = made_book(text, sorted(spans))
    layout = TextLayout(book, width, notes=notes)
    for number in range(len(layout)):
        row = layout.row(number)
        assert width_of(row) <= width
        assert is_safe(line_text(row))
        layout.spot_at(number, width // 2)
    for spot in range(len(book.spots)):
        first, last = layout.rows_of(spot)
        assert 0 <= first <= last < len(layout)


def test_a_passage_is_underlined_from_its_first_to_its_last_character() -> None:
    text = "One two three four.\n\nFive \x1b[31m six seven eight nine ten."
    start, end = text.index("two"), text.index("seven") + 5
    layout = TextLayout(made_book(text, [(start, end)]), 30, notes=False)
    marked = "".join(piece.text for n in range(len(layout)) for piece in layout.row(n) if piece.role == "passage-now")
    assert marked.replace(" ", "") == safe(text[start:end].replace("\n", "")).replace(" ", "")


def test_the_last_letters_of_a_long_word_stay_with_it() -> None:
    text = "漢字" * 30 + " e\u0301" * 20 + "👩‍👩‍👧" * 10
    layout = TextLayout(made_book(text, []), 24)
    rows = [line_text(layout.row(number)) for number in range(len(layout))]
    assert all(width_of(layout.row(number)) <= 24 for number in range(len(layout)))
    assert "".join(row[layout.gutter :] for row in rows).replace(" ", "") == safe(text).replace(" ", "")


def test_megabytes_are_laid_out_without_drawing_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row is made when it is asked for and not before: what a screen costs does not depend on the text."""
    text = "".join(f"Paragraph {number}. {'some more words, ' * 40}\n\n" for number in range(1500))
    assert len(text) > 1_000_000
    layout = TextLayout(made_book(text, [(text.index("Paragraph 700"), text.index("Paragraph 701"))]), 100)
    drawn: list[int] = []
    original = TextLayout.row

    def row(self: TextLayout, number: int) -> list[object]:
        drawn.append(number)
        return original(self, number)  # type: ignore[return-value]

    monkeypatch.setattr(TextLayout, "row", row)
    first, _ = layout.rows_of(0)
    assert "Paragraph 700." in line_text(layout.row(first))
    assert drawn == [first]
    assert layout.offset_at(first) == text.index("Paragraph 700")


def test_locators_of_very_many_passages_keep_to_their_rows() -> None:
    spots = made_book("x" * 5000, [(number, number + 1) for number in range(3000)]).spots
    book = Book(SOURCE, "", False, "", (), spots, "iptui attach FILE")
    layout = LocatorLayout(book, 60)
    for spot in (0, 1, 1500, 2999):
        first, last = layout.rows_of(spot)
        assert layout.spot_at(first, 3) == spot == layout.spot_at(last, 3)
        assert f"chars {spot}–{spot + 1} " in line_text(layout.row(first))
    assert layout.spot_at(0, 0) is None
