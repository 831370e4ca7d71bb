"""The lanes under the mouse, with hostile text, and with many actors."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hostile_database import hostile_database
from making_crisis import Making
from tui.conftest import HOSTILE
from tui.driving import Driver, explorer
from tui.test_hostile import assert_safe
from tui.test_views_lanes import MAY_3, bar, lanes

# -- the mouse ------------------------------------------------------------------------------------------------


async def click(driver: Driver, x: int, y: int) -> None:
    await driver.pilot.click("#lanes", offset=(x, y))
    await driver.pilot.pause()


async def test_a_click_picks_lane_and_item(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("2", "1", "G", "2")
        await click(driver, bar(driver, MAY_3), 2)
        assert (lanes(driver).current, driver.selected) == ("aland-army", "aland-fires")
        await click(driver, bar(driver, MAY_3 + 1), 4)
        first = driver.selected
        assert lanes(driver).current == "borland-mfa"
        await click(driver, bar(driver, MAY_3 + 1), 4)
        assert {first, driver.selected} == {"violation", "will-answer"}, "one after the other of several"
        await click(driver, bar(driver, MAY_3), 2)
        await click(driver, bar(driver, MAY_3), 2)
        assert driver.focused == "detail", "the selected one is read"


async def test_clicks_on_lines_and_beside_the_axis(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("2")
        await click(driver, bar(driver, MAY_3 + 20), 2)
        assert driver.selected == "no-justification"
        await click(driver, lanes(driver).size.width - 2, 5)
        assert driver.selected == "restraint"
        await driver.press("plus", "plus")
        await click(driver, 3, 1)
        assert lanes(driver).current == "aland"
        pane = lanes(driver)
        await click(driver, 1, 1)
        assert "Army" not in driver.pane("lanes"), "the sign of the branch"
        await click(driver, pane.axis_at - 2, 1)
        await click(driver, pane.axis_at + pane.shares.axis + 3, 1)
        assert driver.app.is_running


async def test_the_wheel_zooms_over_the_axis_and_scrolls_over_the_names(small: Path) -> None:
    from textual import events

    async with explorer(small, (120, 40)) as driver:
        await driver.press("2")
        pane = lanes(driver)
        assert pane.shown is not None
        home = pane.shown.axis.window.days

        async def turn(kind: type[events.MouseScrollUp | events.MouseScrollDown], x: int) -> None:
            pane.post_message(kind(pane, x, 2, 0, 0, 0, False, False, False, x, 2))
            await driver.pilot.pause()

        await turn(events.MouseScrollUp, bar(driver, MAY_3))
        assert pane.shown.axis.window.days < home
        await turn(events.MouseScrollDown, bar(driver, MAY_3))
        assert abs(pane.shown.axis.window.days - home) < 5
        there = pane.shown.axis
        await turn(events.MouseScrollUp, 3)
        assert pane.shown.axis == there


async def test_a_stretch_becomes_the_axis(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("2")
        start, stop = bar(driver, MAY_3 + 25), bar(driver, MAY_3 + 40)
        await driver.pilot.mouse_down("#lanes", offset=(start, 3))
        await driver.pilot.hover("#lanes", offset=(stop, 3))
        assert any("lit" in piece.role for piece in lanes(driver).line(2))
        await driver.pilot.mouse_up("#lanes", offset=(stop, 3))
        await driver.pilot.pause()
        pane = lanes(driver)
        assert pane.shown is not None
        assert MAY_3 + 25 in pane.shown.axis.window
        assert MAY_3 not in pane.shown.axis.window
        assert pane.shown.axis.window.days < 25
        assert driver.selected == "borland-shells", "the selection goes with the axis"


# -- hostile text, many actors --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 24), (120, 40)])
async def test_nothing_unsafe_is_drawn(hostile: Path, size: tuple[int, int]) -> None:
    async with explorer(hostile, size) as driver:
        await driver.press("2", "g")
        for _ in HOSTILE:
            await driver.press("j", "full_stop")
            assert_safe(driver)
        await driver.press("space")
        assert_safe(driver)
        await driver.press("greater_than_sign", "comma", "enter")
        assert driver.app.is_running


@pytest.mark.parametrize("dates", [False, True])
async def test_ids_and_dates_that_try_to_do_harm(tmp_path: Path, *, dates: bool) -> None:
    path = hostile_database(tmp_path, dates=dates)
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE crisis SET earliest = '2021-05-03', latest = '2021-06-30'")
        database.commit()
    async with explorer(path, (100, 30)) as driver:
        await driver.press("2", "g")
        for key in ("right", "j", "right", "full_stop", "greater_than_sign", "minus", "comma", "space", "j", "plus"):
            await driver.press(key)
            assert_safe(driver)
        assert driver.app.is_running
        assert "Lanes" in driver.pane("lanes")


async def test_of_many_actors_only_those_in_view_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    making = Making(tmp_path / "many.sqlite")
    making.source("one")
    for number in range(300):
        making.actor(f"a{number:03}")
        making.event(f"e{number:03}", f"2024-01-{number % 28 + 1:02}", "one")
        making.role(f"e{number:03}", f"a{number:03}", "initiator")
    path = making.done()
    from iptui.tui.screens import lanes as screen

    monkeypatch.setattr(screen, "_LARGE", 0)
    async with explorer(path, (120, 40)) as driver:
        await driver.press("2", "g")
        await _settled(driver)
        counted = lanes(driver)._laid
        assert 10 < len(counted) < 100
        await driver.press("G")
        await _settled(driver)
        assert "A299" in driver.pane("lanes")
        assert len(counted) < 150


async def _settled(driver: Driver) -> None:
    """Wait until every lane in view is counted."""
    pane = lanes(driver)

    def in_view() -> set[str]:
        return {branch.id for branch in driver.screen.actors.branches[pane.top : pane.top + pane.rows]}

    await driver.until(lambda: bool(in_view()) and in_view() <= pane._laid.keys())
