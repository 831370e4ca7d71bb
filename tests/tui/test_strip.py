"""The time strip and its axis."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptui.edtf.gregorian import day_number
from iptui.tui.axis import Window, axis, default_window, followed, labels, zoomed
from tui.driving import explorer

MAY_3 = day_number(2021, 5, 3)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**12), st.integers(1, 400))
def test_an_axis_covers_its_window_in_whole_bars_that_fit(first: int, days: int, cells: int) -> None:
    window = Window(first, first + days)
    found = axis(window, cells)
    assert found.window.first == first
    assert found.window.stop >= window.stop
    assert found.bars * found.cells <= cells
    assert len(found.edges) == found.bars + 1
    assert found.bar_of(first) == 0
    assert found.bar_of(found.window.stop - 1) == found.bars - 1
    assert found.bar_of(found.window.stop) is None


@given(st.integers(-800_000, 3_000_000), st.integers(7, 4_000_000), st.integers(10, 250), st.integers(0, 200))
def test_labels_stand_apart_and_within(first: int, days: int, cells: int, taken: int) -> None:
    found = axis(Window(first, first + days), cells)
    end = -2
    for cell, text in labels(found, (taken, taken + 5)):
        assert cell > end + 1 or end < 0
        end = cell + len(text) - 1
        assert end < found.bars * found.cells
        assert end < taken or cell > taken + 5


@given(st.integers(-1000, 1000), st.integers(7, 5000), st.integers(-2000, 8000))
def test_zooming_keeps_the_day_in_view_and_never_goes_below_a_week(first: int, days: int, around: int) -> None:
    window = Window(first, first + days)
    inside = min(max(around, first), window.stop - 1)
    for step in (1, -1):
        found = zoomed(window, around, step)
        assert inside in found
        assert found.days >= 7
    assert around in followed(window, around)
    assert followed(window, around).days == days


def test_the_default_window_is_the_crisis_with_a_margin() -> None:
    window = default_window("2024-01-16", "2024-01-29", None)
    assert (window.first, window.stop) == (day_number(2024, 1, 13), day_number(2024, 2, 2))
    assert default_window(None, None, (5, 400)).first < 5
    assert default_window(None, None, None).days == 7
    assert default_window("2024-01-16", None, (100, 100)).days >= 5


async def test_bars_count_what_is_shown_and_the_ends_what_is_not(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        counts = driver.screen.strip.counts
        found = driver.screen.strip.axis
        assert counts is not None
        assert found is not None
        assert sum(counts.conflict) + sum(counts.cooperation) + sum(counts.other) + counts.before + counts.after == 7
        assert counts.undated == 2
        bar = found.bar_of(MAY_3)
        assert bar is not None
        assert counts.conflict[bar] >= 1
        assert "◆" in driver.pane("strip")
        await driver.press("slash")
        await driver.type("summit")
        await driver.press("enter")
        counts = driver.screen.strip.counts
        assert counts is not None
        assert not any((*counts.conflict, *counts.cooperation, *counts.other))
        assert "◆" not in driver.pane("strip")


async def test_zoom_follows_the_cursor_and_zero_resets(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        home = driver.screen.strip.axis
        assert home is not None
        await driver.press("plus", "plus", "plus")
        near = driver.screen.strip.axis
        assert near is not None
        assert near.window.days < home.window.days
        assert MAY_3 in near.window
        before = driver.pane("strip")
        assert "›" in before
        await driver.press("right_square_bracket", "right_square_bracket", "right_square_bracket")
        assert driver.selected == "borland-shells"
        assert driver.screen.strip.axis is not None
        assert day_number(2021, 6, 1) in driver.screen.strip.axis.window
        await driver.press("minus")
        await driver.press("0")
        assert driver.screen.strip.axis == home


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_a_click_goes_to_its_time(small: Path, size: tuple[int, int]) -> None:
    async with explorer(small, size) as driver:
        strip = driver.screen.strip
        found = strip.axis
        assert found is not None
        bar = found.bar_of(day_number(2021, 6, 1))
        assert bar is not None
        await driver.press("g")
        await driver.pilot.click("#strip", offset=(7 + bar * found.cells, 0))
        await driver.pilot.pause()
        assert driver.selected == "borland-shells"


async def test_the_ends_of_the_strip_lead_out_of_the_window(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("plus", "plus", "plus")
        await driver.pilot.click("#strip", offset=(118, 3))
        await driver.pilot.pause()
        assert driver.selected == "borland-shells"
        await driver.pilot.click("#strip", offset=(2, 3))
        await driver.pilot.pause()
        assert driver.selected != "borland-shells"


async def test_there_is_no_strip_where_there_is_no_room(small: Path) -> None:
    async with explorer(small, (80, 14)) as driver:
        assert not driver.screen.strip.display
        await driver.press("plus", "j")
        await driver.resize(80, 24)
        assert driver.screen.strip.size.height == 3
        assert "◆" in driver.pane("strip")
        await driver.resize(80, 40)
        assert driver.screen.strip.size.height == 4
