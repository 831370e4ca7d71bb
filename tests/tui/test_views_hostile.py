"""Text that tries to do harm, in the centre views and in the sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.conftest import HOSTILE
from tui.driving import Driver, explorer
from tui.test_hostile import assert_safe


async def _through(driver: Driver, key: str, steps: int) -> None:
    for _ in range(steps):
        await driver.press(key)
        assert_safe(driver)


@pytest.mark.parametrize("size", [(60, 24), (80, 24), (120, 40), (200, 50)])
async def test_nothing_unsafe_is_drawn_and_nothing_acts(hostile: Path, size: tuple[int, int]) -> None:
    async with explorer(hostile, size) as driver:
        written: list[str] = []
        driver.app._driver.write = written.append  # type: ignore[union-attr, method-assign]
        await driver.press("3", "g")
        await _through(driver, "j", 2 * len(HOSTILE))
        await driver.press("v", "g")
        await _through(driver, "j", len(HOSTILE))
        await driver.press("4", "o", "g")
        await _through(driver, "j", len(HOSTILE))
        await driver.press("v", "right")
        await _through(driver, "k", len(HOSTILE))
        await driver.press("s")
        await _through(driver, "j", len(HOSTILE))
        await driver.press("m", "k", "m", "tab")
        await _through(driver, "ctrl+d", 5)
        assert driver.app.is_running
        assert not any("52;c" in text or "owned" in text for text in written)


async def test_brackets_are_shown_as_they_are(hostile: Path) -> None:
    async with explorer(hostile, (200, 60)) as driver:
        await driver.press("3")
        shown = driver.pane("ladder")
        for plain in ("[red]x[/]", "x[/]y", "[@click=app.quit]press[/]"):
            assert plain in shown
        await driver.pilot.click("#ladder", offset=(60, 6))
        await driver.pilot.pause()
        assert driver.app.is_running
