"""What is sent to the terminal for a line: from its pieces the same as from the segments that Textual would send."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem
from textual.filter import LineFilter
from textual.strip import Strip

from iptui.text import SINGLE, is_safe
from iptui.text.cells import _width
from iptui.tui.format.looks import LOOKS
from iptui.tui.format.pieces import Line, Piece, is_plain
from iptui.tui.plain import Plain
from iptui.tui.themes import CYCLE
from iptui.tui.widgets.drawn import Sheer
from iptui.tui.widgets.ink import Inks
from tui.driving import Driver, explorer

LINE: Line = [
    Piece("│", "rule"),
    Piece(""),
    Piece("▲ ", "conflict"),
    *(Piece(f"{role} ", role) for role in sorted(LOOKS)),
    Piece("a quote", "quote lit"),
    Piece(" "),
    Piece("┃", "thumb"),
]
PARTS = [(LINE[:3], ""), (LINE[3:-1], "cursor"), (LINE[-1:], ""), (LINE, "blurred"), (LINE, "")]


def inks(driver: Driver, *more: LineFilter) -> Inks:
    pane = driver.screen.timeline
    filters = [*driver.app.get_line_filters(), *more]
    return Inks(pane.role_style, filters, pane.background_colors[1], ColorSystem.TRUECOLOR)


def test_characters_that_are_taken_for_one_cell_are_one_cell_for_everybody() -> None:
    for char in SINGLE:
        assert is_safe(char)
        assert _width(char) == cell_len(char) == 1, ascii(char)


@pytest.mark.parametrize("text", ["a\x1bb", "a\tb", "日本", "e\u0301", "\u200b", "\N{SOFT HYPHEN}"])
def test_what_is_not_plain(text: str) -> None:
    assert not is_plain([Piece("before ▲ "), Piece(text, "quote")])


@pytest.mark.parametrize("theme", CYCLE)
async def test_pieces_are_sent_as_their_segments_would_be(small: Path, theme: str) -> None:
    async with explorer(small) as driver:
        driver.app.theme = theme
        await driver.pilot.pause()
        strip = driver.screen.timeline.joined(PARTS, sum(cell_len(text) for line, _ in PARTS for text, _ in line))
        assert isinstance(strip, Sheer)
        made = inks(driver)
        assert made.written(strip.parts) == made.sequences(list(strip)) != ""


@pytest.mark.parametrize("theme", CYCLE)
async def test_without_colours_none_is_sent(small: Path, monkeypatch: pytest.MonkeyPatch, theme: str) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with explorer(small) as driver:
        driver.app.theme = theme
        await driver.pilot.pause()
        made = inks(driver)
        text = made.written(PARTS)
        assert text == made.sequences(list(driver.screen.timeline.joined(PARTS, 1)))
        assert "38;" not in text
        assert "48;" not in text
        assert "\x1b[" in text


async def test_a_strip_of_pieces_is_cut_as_any_other(small: Path) -> None:
    async with explorer(small) as driver:
        pane = driver.screen.timeline
        sheer = pane.strip([Piece("abc", "quote"), Piece("defgh", "rule")], 12)
        assert isinstance(sheer, Sheer)
        plain = Strip(list(sheer), 12)
        assert sheer == plain
        assert sheer.text == "abcdefgh    "
        assert sheer.cell_length == plain.cell_length == 12
        assert sheer.crop(2, 7) == plain.crop(2, 7)
        assert sheer.divide([4, 12]) == plain.divide([4, 12])
        assert sheer.link_ids == plain.link_ids
        assert sheer.cell_count == plain.cell_count
        assert sheer.render(driver.app.console) == plain.render(driver.app.console)
        with pytest.raises(AttributeError):
            _ = sheer.nothing_of_this_name


async def test_a_terminal_that_lacks_the_signs_gets_others_of_the_same_width(small: Path) -> None:
    async with explorer(small) as driver:
        pane = driver.screen.timeline
        strip = pane.strip(LINE[:3], 8)
        sent = pane._sender([*driver.app.get_line_filters(), Plain("ascii")], driver.app.console)(strip)
        assert sent.isascii()
        assert "A " in sent


async def test_wide_and_unsafe_text_takes_the_way_through_the_wall(small: Path) -> None:
    async with explorer(small) as driver:
        pane = driver.screen.timeline
        sent = pane._sender(driver.app.get_line_filters(), driver.app.console)
        strip = pane.strip([Piece("日本\x1b]52;c;x", "quote")], 30)
        assert not isinstance(strip, Sheer)
        assert strip.cell_length == 30
        assert "\x1b]52" not in sent(strip)
        assert "日本<U+001B>]52;c;x" in sent(strip)
