"""What somebody new to the explorer stumbled over: quitting, days before the first source, lists begun within a day."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from making_crisis import Making
from tui.driving import explorer


async def test_quitting_waits_for_nothing(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with explorer(small, (80, 24)) as driver:
        waited: list[bool] = []
        real = asyncio.wait_for

        async def told(*arguments: object, **named: object) -> object:
            waited.append(driver.app._exit)
            return await real(*arguments, **named)  # type: ignore[arg-type]

        monkeypatch.setattr("iptui.tui.app.asyncio.wait_for", told)
        await driver.pilot.press("j", "y", "q")
        assert driver.app._exit
        assert True not in waited, "a screen that is closing is not waited for"


async def test_a_day_before_every_source_is_explained(tmp_path: Path) -> None:
    making = Making(tmp_path / "told.sqlite")
    making.source("late", "2024-02-01", publisher="Late Post")
    making.source("vague", "2024-01-22/2024-01-28", publisher="Vague Weekly")
    making.event("raid", "2024-01-01", "late", "vague", title="A raid")
    async with explorer(making.done(), (160, 40), filter_text="known:2024-01-18") as driver:
        shown = " ".join(driver.pane("timeline").replace("│", " ").split())
        assert "No source was published by 18 Jan 2024; the first, Vague Weekly, within 22–28 Jan 2024" in shown
        assert "another day, or none" in shown


async def test_the_heading_stays_over_a_list_begun_within_a_group(large: Path) -> None:
    async with explorer(large, (120, 40)) as driver:
        timeline = driver.screen.timeline
        timeline.scroll_to_line(2)
        await driver.pilot.pause()
        pages = timeline.pages
        assert pages is not None
        assert pages.at(2)[1] is False
        heading = "".join(piece.text for piece in timeline.line(pages.heading_of(2))).split("  ")[0].strip()
        assert heading[:12] in driver.pane("timeline").splitlines()[1]
        await driver.press("G")
        await driver.press_until("k", lambda: timeline.position == 0 or not pages.at(timeline.top)[1])
        assert timeline.cursor > timeline.top, "no heading covers the cursor"
