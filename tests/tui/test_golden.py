"""Screens kept as plain text. After a wanted change: `IPTUI_UPDATE_GOLDEN=1`, and look at the difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.driving import check_golden, explorer

SIZES = [(60, 24), (80, 24), (120, 40), (200, 50)]


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
async def test_small_crisis(small: Path, size: tuple[int, int]) -> None:
    async with explorer(small, size) as driver:
        check_golden(f"small-{size[0]}x{size[1]}", driver.text())


@pytest.mark.parametrize("size", SIZES[1:3], ids="{0[0]}x{0[1]}".format)
async def test_searching(small: Path, size: tuple[int, int]) -> None:
    async with explorer(small, size) as driver:
        await driver.press("slash")
        await driver.type("viol kind:statement")
        check_golden(f"search-{size[0]}x{size[1]}", driver.text())


async def test_actors_in_the_filter(small: Path) -> None:
    async with explorer(small, (80, 24), filter_text="actor:borland -actor:jose-nunez") as driver:
        await driver.press("f")
        check_golden("actors-80x24", driver.text())


async def test_nothing_found(small: Path) -> None:
    async with explorer(small, (80, 24), filter_text='"no such words"') as driver:
        check_golden("nothing-80x24", driver.text())


async def test_a_wrong_filter(small: Path) -> None:
    async with explorer(small, (80, 24)) as driver:
        await driver.press("slash")
        await driver.type("borland acotr:aland")
        check_golden("error-80x24", driver.text())


async def test_a_statement_alone(small: Path) -> None:
    async with explorer(small, (80, 50)) as driver:
        await driver.press("j", "enter", "z")
        check_golden("statement-80x50", driver.text())


async def test_an_event_alone(small: Path) -> None:
    async with explorer(small, (100, 60)) as driver:
        await driver.press("enter", "z")
        check_golden("event-100x60", driver.text())


async def test_help(small: Path) -> None:
    async with explorer(small, (100, 60)) as driver:
        await driver.press("question_mark")
        check_golden("help-100x60", driver.text())


async def test_palette(small: Path) -> None:
    async with explorer(small, (80, 24)) as driver:
        await driver.press("ctrl+p")
        await driver.type("date")
        check_golden("palette-80x24", driver.text())


async def test_hostile(hostile: Path) -> None:
    async with explorer(hostile, (120, 40)) as driver:
        check_golden("hostile-120x40", driver.text())
