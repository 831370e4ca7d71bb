"""Text that tries to do harm: it is shown, and does nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from rich.cells import cell_len

from hostile_text import NASTY
from iptui.text import is_safe
from tui.conftest import HOSTILE
from tui.driving import Driver, explorer


def assert_safe(driver: Driver) -> None:
    for line in driver.lines():
        assert is_safe(line), ascii(line)
    width = driver.app.size.width
    for strip in driver.app.screen._compositor.render_strips():
        assert sum(cell_len(segment.text) for segment in strip) == width


@pytest.mark.parametrize("size", [(60, 24), (80, 24), (120, 40), (200, 50)])
async def test_nothing_unsafe_is_drawn_and_nothing_acts(hostile: Path, size: tuple[int, int]) -> None:
    async with explorer(hostile, size) as driver:
        written: list[str] = []
        driver.app._driver.write = written.append  # type: ignore[union-attr, method-assign]
        await driver.press("g")
        for _ in range(2 * len(HOSTILE)):
            assert_safe(driver)
            assert driver.shown == driver.selected
            await driver.press("j")
        await driver.press("enter")
        for _ in range(6):
            await driver.press("ctrl+d")
            assert_safe(driver)
        assert driver.app.is_running
        assert not any("52;c" in text or "owned" in text for text in written)


async def test_brackets_are_shown_as_they_are(hostile: Path) -> None:
    async with explorer(hostile, (200, 60)) as driver:
        text = driver.pane("timeline")
        for plain in ("[red]x[/]", "x[/]y", "[@click=app.quit]press[/]", "$name {name} %s \\[b]"):
            assert plain in text
        await driver.press("g")
        await driver.pilot.click("#timeline", offset=(8, 2))
        await driver.pilot.click("#detail", offset=(3, 1))
        await driver.pilot.pause()
        assert driver.app.is_running


async def test_control_characters_become_visible(hostile: Path) -> None:
    async with explorer(hostile, (200, 60)) as driver:
        text = driver.text()
        assert "<U+001B>]52;c;" in text
        assert "<U+009B>31m" in text
        assert "<U+202E>gnp.exe" in text


async def test_the_other_ways_to_the_screen_are_safe_too(hostile: Path) -> None:
    async with explorer(hostile, (100, 30)) as driver:
        written: list[str] = []
        driver.app._driver.write = written.append  # type: ignore[union-attr, method-assign]
        for _ in range(2 * len(HOSTILE)):
            await driver.press("y")
            assert is_safe(driver.screen.footer.message)
            assert_safe(driver)
            await driver.press("j")
        await driver.press("f", "slash")
        await driver.type("]52")
        assert_safe(driver)
        await driver.press("enter", "space")
        assert_safe(driver)
        await driver.press("S")
        assert_safe(driver)
        await driver.press("escape", "n", "N")
        assert_safe(driver)


async def test_what_is_typed_and_pasted_is_safe(small: Path) -> None:
    from textual.events import Paste

    async with explorer(small) as driver:
        for opens in ("slash", "t"):
            for text in (NASTY.encode("utf-8", "replace").decode(), *HOSTILE):
                await driver.press(opens)
                driver.app.post_message(Paste(text))
                await driver.pilot.pause()
                assert_safe(driver)
                await driver.press("enter")
                assert_safe(driver)
                await driver.press("S")
                assert_safe(driver)
                await driver.press("escape", "escape", "escape", "X")


async def test_the_second_wall_holds_where_the_first_is_forgotten(small: Path) -> None:
    from iptui.tui.format.pieces import Piece

    async with explorer(small) as driver:
        driver.screen.footer._message = [Piece("\x1b]52;c;eA==\x07 \u202egnp")]
        driver.screen.footer.refresh()
        await driver.pilot.pause()
        assert all(map(is_safe, driver.lines()))
        assert "<U+001B>" in driver.text()


async def test_a_value_of_a_filter_that_tries_harm_is_safe(hostile: Path) -> None:
    async with explorer(hostile, filter_text='"[@click=app.quit]press[/]"') as driver:
        assert_safe(driver)
        assert "[@click=app.quit]press[/]" in driver.pane("timeline")
        await driver.press("ctrl+p", "escape", "S")
        assert_safe(driver)


@pytest.mark.parametrize("bounds", [("\x1b[2J", "later"), ("2024-99-99", "2024-00-00"), ("9" * 40 + "-01-01",) * 2])
async def test_bounds_of_a_crisis_that_are_no_days_leave_the_items_to_tell(
    small: Path, tmp_path: Path, bounds: tuple[str, str]
) -> None:
    path = tmp_path / "bounds.sqlite"
    path.write_bytes(small.read_bytes())
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE crisis SET earliest = ?, latest = ?", bounds)
    async with explorer(path) as driver:
        assert driver.selected is not None
        await driver.press("3", "1", "G", "0")
        assert_safe(driver)
        assert driver.app.is_running
