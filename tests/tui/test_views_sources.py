"""The sources overview: grades and reasons, what only one reports, filters, two side by side."""

from __future__ import annotations

from pathlib import Path

from iptui.store.bundled import ensure_bundled
from tui.driving import explorer


async def test_every_source_with_grade_reason_and_what_only_it_reports(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("s")
        text = driver.text()
        assert "2 sources" in text
        for told in ("Border clash", "The Herald", "Fri 7 May 2021", "B (A best to F)", "Names its sources."):
            assert told in text
        assert "ONLY HERE · 1" in text
        assert "Borland recalls its ambassador" in text
        await driver.press("j")
        text = driver.text()
        assert "Wire report" in text
        assert "not stated" in text
        assert "ONLY HERE · 3" in text


async def test_the_filter_is_changed_from_there(small: Path) -> None:
    async with explorer(small) as driver:
        before = len(driver.ids)
        await driver.press("s", "space")
        assert "[+]" in driver.text()
        await driver.press("escape")
        assert str(driver.screen.view.filter) == "source:herald"
        assert 0 < len(driver.ids) < before
        told = set(driver.ids)
        await driver.press("s", "space")
        assert "[-]" in driver.text()
        await driver.press("s")
        assert str(driver.screen.view.filter) == "-source:herald"
        assert not told & set(driver.ids)
        await driver.press("s", "c", "escape")
        assert not driver.screen.view.filter
        await driver.press("escape")
        assert str(driver.screen.view.filter) == "-source:herald"


async def test_a_source_named_by_its_title_is_the_same_source(small: Path) -> None:
    async with explorer(small, filter_text='source:"the herald"') as driver:
        await driver.press("s")
        assert "[+]" in driver.text()
        await driver.press("space", "escape")
        assert str(driver.screen.view.filter) == "-source:herald"


async def test_two_sources_side_by_side(small: Path) -> None:
    async with explorer(small, (160, 50)) as driver:
        await driver.press("s", "m")
        assert "side by side" in driver.text()
        await driver.press("j", "m")
        text = driver.text()
        assert "herald and wire" in text
        assert "ONLY HERALD, NOT WIRE · 1" in text
        assert "BOTH · 1" in text
        assert "no other source has it" in text
        await driver.press("escape")
        assert "herald and wire" not in driver.text()
        await driver.press("escape")
        assert driver.app.screen is driver.screen


async def test_a_link_leads_to_the_event(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("s", "enter", "enter", "enter")
        assert driver.app.screen is driver.screen
        assert driver.shown == driver.selected == "borland-recalls"


async def test_the_palette_and_the_help_offer_it(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("ctrl+p")
        await driver.type("all sources")
        await driver.press("enter")
        assert "2 sources" in driver.text()
        await driver.press("question_mark")
        assert "Help" in driver.text()
        await driver.press("escape", "escape")
        assert driver.app.screen is driver.screen


async def test_sources_too_early_are_said_to_be(small: Path) -> None:
    del small
    async with explorer(ensure_bundled(), (200, 60), ours=True) as driver:
        await driver.press("s", "m", "G", "m")
        text = driver.text()
        assert "epoch and unsigned" in text
        for _ in range(12):
            if "too early for epoch" in text:
                break
            await driver.press("tab", "ctrl+d", "ctrl+d", "tab")
            text = driver.text()
        assert "too early for epoch" in text
