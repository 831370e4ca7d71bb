"""The disagreements: rival values side by side, agreement, echoes, anachronisms; the ways there and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from iptui.filters import Filter
from iptui.store.bundled import ensure_bundled
from iptui.store.catalogue import Catalogue
from iptui.store.details import sources
from iptui.text import is_safe
from iptui.tui.boards.disagreements import Accounts, board
from iptui.tui.format.pieces import line_text, width_of
from iptui.tui.screens import boarding
from making_crisis import Making
from tui.driving import Driver, explorer


def pane(driver: Driver) -> str:
    return driver.pane("disagreements")


async def test_rival_values_stand_in_columns_by_source(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("4")
        text = pane(driver)
        assert "≠ 1 conflict" in text
        line = next(line for line in text.splitlines() if "killed" in line)
        assert "≠ conflict" in line
        assert "7 │ ✗ at least 9" in line
        assert "2 src, 2 independent" in line
        columns = next(line for line in text.splitlines() if "herald" in line and "wire" in line)
        assert "The Herald" in columns
        for told in (
            "says Borland",
            "says Mayor of Dorf",
            "B3 · ¶",
            "D4 · ¶",
            "deprecated: Told to one reporter only.",
        ):
            assert told in text
        assert "values that cannot all be true · counts the dead" in text
        assert driver.shown == "aland-fires"


async def test_columns_by_claimant_and_what_one_source_says(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("4", "v")
        heads = next(line for line in pane(driver).splitlines() if "Borland" in line and "Mayor of Dorf" in line)
        assert "herald" not in heads
        assert "herald B3" in pane(driver)
        assert "one only" not in pane(driver)
        await driver.press("o")
        assert "· one only" in pane(driver)
        assert "attribution" in pane(driver)
        await driver.press("o")
        assert "attribution" not in pane(driver)


async def test_enter_goes_back_to_the_event_or_to_the_marked_passage(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("4", "enter")
        assert driver.displayed("timeline")
        assert driver.selected == "aland-fires"
        await driver.press("4", "right", "right")
        assert "▶ ✗ at least 9" in pane(driver)
        await driver.press("enter")
        await driver.pilot.pause()
        reader = driver.app.screen
        assert type(reader).__name__ == "ReaderScreen"
        await driver.app.workers.wait_for_complete()
        await driver.pilot.pause()
        assert "Wire report" in driver.text()
        await driver.press("escape")
        assert driver.screen.view.centre == "disagreements"
        await driver.press("left", "left")
        assert "▶" not in pane(driver)


async def test_a_statement_leads_to_the_event_that_it_is_about(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("j")
        assert driver.selected == "violation"
        await driver.press("4")
        assert "≠ conflict" in pane(driver)
        assert not driver.screen.footer.message
        assert driver.shown == "violation"
        await driver.press("1", "G", "4")
        assert "no accounts to compare" in driver.screen.footer.message


async def test_the_scales_lead_there_with_the_mouse(small: Path) -> None:
    async with explorer(small) as driver:
        lines = driver.pane("timeline").splitlines()
        row = next(number for number, line in enumerate(lines) if "⚖" in line)
        await driver.pilot.click("#timeline", offset=(lines[row].index("⚖"), row))
        await driver.pilot.pause()
        assert driver.screen.view.centre == "disagreements"
        assert driver.shown == "aland-fires"
        await driver.press("escape", "tab")
        for _ in range(3):
            if "accounts differ" in driver.pane("detail"):
                break
            await driver.press("ctrl+d")
        lines = driver.pane("detail").splitlines()
        row = next(number for number, line in enumerate(lines) if "accounts differ" in line)
        await driver.pilot.click("#detail", offset=(8, row))
        await driver.pilot.pause()
        assert driver.screen.view.centre == "disagreements"
        assert "killed" in pane(driver)


async def test_an_echo_does_not_count_twice(tmp_path: Path) -> None:
    making = Making(tmp_path / "echo.sqlite")
    making.source("first")
    making.source("second", derived_from="first")
    making.source("third")
    making.event("e", "2024-01-01", "first", "second", "third")
    for source in ("first", "second"):
        making.claim(f"c-{source}", "e", source, "7", low=7.0, best=7.0, high=7.0)
    making.claim("c-third", "e", "third", "at least 7", low=7.0)
    async with explorer(making.done(), (160, 40)) as driver:
        await driver.press("4")
        text = pane(driver)
        assert "⊂ compatible" in text
        assert "3 src, 2 independent" in text
        assert "↩ echo of first" in text


async def test_agreement_is_shown_too(tmp_path: Path) -> None:
    making = Making(tmp_path / "agree.sqlite")
    making.source("one")
    making.source("two")
    making.event("e", "2024-01-01", "one", "two")
    for source in ("one", "two"):
        making.claim(f"c-{source}", "e", source, "Borland", name="initiator")
    async with explorer(making.done()) as driver:
        await driver.press("4")
        assert "= agree" in pane(driver)
        assert "2 src, 2 independent" in pane(driver)


async def test_the_wrong_office_holders_are_found_and_nothing_without_their_source() -> None:
    async with explorer(ensure_bundled(), (160, 50), ours=True) as driver:
        await driver.press("A")
        text = pane(driver)
        for name in ("Shehbaz Sharif", "Nawaz Sharif", "Bilawal Bhutto Zardari", "Masoud Pezeshkian"):
            assert name in text
        assert "written in  unsigned ¶" in text
        assert "against it  diplomat ¶" in text
        await driver.press("slash")
        await driver.type("-source:unsigned")
        await driver.press("enter", "A")
        text = pane(driver)
        assert "unsigned makes" not in text
        assert "balancing makes Nawaz Sharif" in text
        await driver.press("slash")
        await driver.type(" -source:balancing")
        await driver.press("enter", "A")
        assert "ANACHRONISMS" not in pane(driver)
        assert "nothing here contradicts" in driver.screen.footer.message


async def test_an_anachronism_selects_what_was_said_wrongly() -> None:
    async with explorer(ensure_bundled(), (160, 50), ours=True) as driver:
        await driver.press("A", "j", "j")
        assert driver.shown == "unsigned-bhutto-zardari-wwiii"
        await driver.press("enter")
        assert driver.selected == driver.shown == "unsigned-bhutto-zardari-wwiii"


async def test_only_what_was_published_by_the_day_is_compared() -> None:
    async with explorer(ensure_bundled(), (160, 50), "known:2024-01-23", ours=True) as driver:
        await driver.press("4")
        text = pane(driver)
        assert "unsigned" not in text
        assert "conflict" not in text


async def test_a_large_crisis_is_compared_in_a_worker(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boarding, "AT_ONCE", 0)
    async with explorer(small) as driver:
        await driver.press("4")
        await driver.app.workers.wait_for_complete()
        await driver.pilot.pause()
        assert "7 │ ✗ at least 9" in pane(driver)
        await driver.press("o", "v")
        await driver.app.workers.wait_for_complete()
        await driver.pilot.pause()
        await driver.app.workers.wait_for_complete()
        await driver.pilot.pause()
        assert "attribution" in pane(driver)
        assert "says" not in pane(driver)
        await driver.press("3")
        await driver.app.workers.wait_for_complete()
        await driver.pilot.pause()
        assert "3 links" in driver.pane("ladder")


def test_every_block_of_the_bundled_crisis_fits() -> None:
    with Catalogue.open(ensure_bundled(), ours=True) as catalogue:
        known = {source.id: source for source in sources(catalogue)}
        everything = catalogue.select(Filter())
        accounts = Accounts(catalogue, known, single=True)
        for by in ("source", "claimant"):
            found = board(accounts, everything, Filter(), everything, by=by)
            keys = [entry.key for entry in found.entries if entry.key]
            assert len(keys) == len(set(keys)) > 130
            for entry in found.entries:
                for width in (24, 55, 90, 160):
                    marked = entry.parts - 1 if entry.parts else None
                    lines = [entry.line(width), *entry.block(width, marked)]
                    assert all(width_of(line) <= width for line in lines), entry.key
                    assert all(is_safe(line_text(line)) for line in lines)
                    if marked is not None:
                        assert any("▶" in line_text(line) for line in lines)
