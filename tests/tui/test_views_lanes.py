"""The lanes: a row per actor on the axis of the time strip."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from iptui.edtf.gregorian import day_number
from iptui.store.bundled import ensure_bundled
from iptui.text import cell_width
from iptui.tui.axis import labels
from making_crisis import Making
from tui.driving import Driver, check_golden, check_view, explorer

if TYPE_CHECKING:
    from iptui.tui.widgets.lanes import Lanes

MAY_3 = day_number(2021, 5, 3)


def lanes(driver: Driver) -> Lanes:
    return driver.screen.centres.lanes.pane


def lane(driver: Driver, name: str) -> str:
    """The line of the first lane whose name begins so."""
    lines = driver.pane("lanes").splitlines()[1:]
    return next(line for line in lines if line.lstrip(" ▸▾").startswith(name[:10]))


def axis_of(driver: Driver, name: str) -> str:
    """The axis of that lane."""
    pane = lanes(driver)
    assert pane.shown is not None
    line = lane(driver, name).ljust(pane.axis_at + pane.shares.axis)
    return line[pane.axis_at : pane.axis_at + pane.shares.axis]


def bar(driver: Driver, day: int) -> int:
    """The cell of the widget in which the bar of a day begins."""
    pane = lanes(driver)
    assert pane.shown is not None
    found = pane.shown.axis.bar_of(day)
    assert found is not None
    return pane.axis_at + found * pane.shown.axis.cells


# -- what is shown --------------------------------------------------------------------------------------------

VIEWS = {
    "lanes": ("2",),
    "lanes-near": ("2", "plus", "full_stop", "full_stop", "right", "j"),
    "lanes-far": ("2", *["minus"] * 5),
    "lanes-filter": ("2", "j", "space"),
    "lanes-actors": ("2", "f"),
}


@pytest.mark.parametrize("size", [(60, 24), (80, 24), (120, 40), (200, 50)], ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("view", VIEWS)
async def test_view(view: str, size: tuple[int, int]) -> None:
    await check_view(view, VIEWS[view], size)


async def test_as_known_on_a_day() -> None:
    async with explorer(ensure_bundled(), (120, 40), "known:2024-01-25", ours=True) as driver:
        await driver.app.workers.wait_for_complete()
        await driver.press("2")
        check_golden("view-lanes-known-120x40", driver.text())
        assert "◌" in driver.pane("lanes")


async def test_without_a_strip_the_head_has_the_dates(small: Path) -> None:
    async with explorer(small, (80, 14)) as driver:
        await driver.press("2")
        pane = lanes(driver)
        assert pane.shown is not None
        dates = labels(pane.shown.axis)
        assert dates
        head = driver.pane("lanes").splitlines()[0]
        assert all(head[pane.axis_at + cell :].startswith(text) for cell, text in dates)
        await driver.resize(80, 24)
        assert dates[0][1] not in driver.pane("lanes").splitlines()[0]
        assert "Jul" in driver.pane("strip")


async def test_the_strip_stands_over_the_lanes_cell_by_cell(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        alone = driver.screen.strip.axis
        await driver.press("2")
        pane, strip = lanes(driver), driver.screen.strip
        assert pane.shown is not None
        assert strip.axis == pane.shown.axis != alone
        assert strip.margins[0] == pane.region.x + pane.axis_at
        await driver.press("f")
        assert driver.displayed("actors")
        assert strip.axis == pane.shown.axis
        assert strip.margins[0] == pane.region.x + pane.axis_at
        await driver.press("escape")
        assert not driver.displayed("actors"), "the lanes have their names"
        await driver.press("1")
        assert strip.axis == alone
        assert driver.displayed("actors")


async def test_a_lane_tells_kinds_numbers_and_lines_apart(small: Path) -> None:
    async with explorer(small, (200, 50)) as driver:
        await driver.press("2")
        army, borland = axis_of(driver, "Army of Aland"), axis_of(driver, "Borland")
        assert "▲" in army
        assert "├" in army, "the month of a statement is a line"
        assert "❝" in army
        assert "┄" in borland, "an open end"
        assert "❝2" in axis_of(driver, "Foreign Ministry") or "⡀" in axis_of(driver, "Foreign Ministry")
        assert lane(driver, "United Islands").rstrip(" ╎┃").endswith("1"), "without a date"
        counts = driver.screen.reading.catalogue.values("actor")
        for branch in driver.screen.actors.branches:
            assert f" {counts[branch.id]} " in lane(driver, branch.name)


async def test_numbers_are_those_of_the_filter(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("2", "slash")
        await driver.type("kind:statement")
        await driver.press("enter")
        assert "only kind:statement" in driver.pane("lanes")
        assert "▲" not in "".join(axis_of(driver, branch.name) for branch in driver.screen.actors.branches)
        for actor, count in driver.screen.reading.actor_counts(
            driver.screen.selection, [branch.id for branch in driver.screen.actors.branches]
        ).items():
            tree = driver.screen.actors.tree_of_actors
            assert tree is not None
            assert f" {count} " in lane(driver, tree.name(actor))


async def test_nothing_found_says_so_and_how_to_get_out(small: Path) -> None:
    async with explorer(small, (60, 24), '"no such words"') as driver:
        await driver.press("2")
        assert "Nothing matches" in driver.pane("lanes")
        await driver.press("j", "full_stop", "comma", "greater_than_sign", "enter", "space", "right", "left")
        assert driver.app.is_running
        await driver.press("X")
        assert "Aland" in driver.pane("lanes")


async def test_a_crisis_without_items(tmp_path: Path) -> None:
    async with explorer(Making(tmp_path / "empty.sqlite").done(), (80, 24)) as driver:
        await driver.press("2", "j", "full_stop", "enter", "plus", "minus", "0")
        assert "Nobody takes part" in driver.pane("lanes")


# -- the selected item ----------------------------------------------------------------------------------------


def lit(driver: Driver) -> dict[str, list[str]]:
    """The lit signs of every lane in view, by the name of its actor."""
    pane = lanes(driver)
    found: dict[str, list[str]] = {}
    assert pane.shown is not None
    for number, branch in enumerate(pane.shown.branches):
        signs = [piece.text for piece in pane.line(number) if "lit" in piece.role.split()]
        if signs:
            found[branch.id] = signs
    return found


async def test_the_selected_item_is_lit_in_the_lanes_of_its_actors(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("2")
        assert driver.selected == "aland-fires"
        assert lanes(driver).current == "aland-army", "the lane of who did it"
        assert lit(driver) == {"aland": ["▲"], "aland-army": ["▲"], "borland": ["↓"]}
        await driver.press("right_square_bracket")
        assert driver.selected == "violation"
        assert lit(driver)["aland"] == ["↑"], "who was spoken to stands above"
        await driver.press("left_square_bracket", "1", "G", "2")
        assert driver.selected == "restraint"
        assert lit(driver) == {"united-islands": ["1"]}, "in the column of what has no date"


async def test_a_link_passes_through_the_lanes_between(small: Path) -> None:
    async with explorer(small, (200, 50)) as driver:
        await driver.press("2", "right_square_bracket")
        column = bar(driver, MAY_3 + 1)
        assert lane(driver, "Foreign Ministry")[column] == "❝"
        assert lane(driver, "Borland")[column] == "❝", "the state of the speaker"
        assert lane(driver, "Army of Aland")[column] in "│┼"
        assert lane(driver, "Aland")[column] == "↑"


async def test_a_line_is_lit_over_its_span(small: Path) -> None:
    async with explorer(small, (200, 50)) as driver:
        await driver.press("2")
        await driver.press("right_square_bracket", "right_square_bracket")
        assert driver.selected == "borland-recalls"
        cells = lane(driver, "Borland")[bar(driver, MAY_3 + 1) : bar(driver, MAY_3 + 4)]
        assert "━" in cells
        assert "━" not in lane(driver, "Army of Aland")


async def test_what_is_beside_the_axis_is_lit_there(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("2", "1", "G", "2")
        assert set(lit(driver)) == {"united-islands"}
    async with explorer(ensure_bundled(), (120, 40), ours=True) as driver:
        await driver.press("2", "g", "g", "less_than_sign", "less_than_sign")
        assert all(signs[0].startswith("‹") for signs in lit(driver).values())
        assert lit(driver)


# -- moving ---------------------------------------------------------------------------------------------------


async def test_lanes_and_items_of_a_lane(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("2", "g")
        assert lanes(driver).current == "aland"
        assert driver.selected == "aland-fires"
        seen = []
        for _ in range(9):
            seen.append(driver.selected)
            await driver.press("full_stop")
            assert driver.shown == driver.selected, "the detail pane follows"
        selection = driver.screen.centres.lanes.pane
        assert selection.current == "aland"
        catalogue = driver.screen.reading.catalogue
        of_aland = [row.id for row in catalogue.rows(driver.screen.reading.select(driver.screen.view.filter))
                    if catalogue.members("actor", "aland") >> row.seq & 1]  # fmt: skip
        assert list(dict.fromkeys(seen)) == of_aland[of_aland.index("aland-fires") :]
        assert "nothing after this in the lane of Aland" in driver.screen.footer.message
        for _ in range(9):
            await driver.press("comma")
        assert driver.selected == of_aland[0]
        assert "nothing before this" in driver.screen.footer.message
        await driver.press("j", "full_stop")
        assert lanes(driver).current == "aland-army"
        assert driver.selected == "aland-fires"
        assert "2 of 2" in driver.pane("lanes")


async def test_leaping_goes_to_the_first_item_of_the_next_cell(small: Path) -> None:
    async with explorer(small, (200, 50)) as driver:
        await driver.press("2", "G")
        last = lanes(driver).current
        assert last == "united-islands"
        await driver.press("k", "k")
        assert lanes(driver).current == "borland"
        seen = [driver.selected]
        for _ in range(6):
            await driver.press("greater_than_sign")
            seen.append(driver.selected)
        leapt = list(dict.fromkeys(seen))
        assert leapt == ["aland-fires", "violation", "borland-shells"]
        await driver.press("less_than_sign", "less_than_sign")
        assert driver.selected == "aland-fires"
        await driver.press("1", "G", "2")
        await driver.press_until("k", lambda: lanes(driver).current == "borland")
        await driver.press("greater_than_sign")
        assert "nothing after" in driver.screen.footer.message
        await driver.press("less_than_sign")
        assert driver.selected == "borland-shells"


async def test_enter_reads_the_item_or_the_nearest_of_the_lane(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("2", "enter")
        assert (driver.focused, driver.shown) == ("detail", "aland-fires")
        await driver.press("escape")
        assert driver.focused == "lanes"
        await driver.press("G", "enter")
        assert (driver.focused, driver.shown) == ("detail", "restraint")
        await driver.press("escape", "1")
        assert driver.selected == "restraint"


async def test_branches_open_and_close_as_in_the_actor_pane(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("2", "g")
        assert "Army of Aland" in driver.pane("lanes")
        await driver.press("left")
        assert "Army of Aland" not in driver.pane("lanes")
        assert lit(driver)["aland"] == ["▲"], "what is under it counts for it"
        await driver.press("right")
        assert "Army of Aland" in driver.pane("lanes")
        await driver.press("j", "left")
        assert lanes(driver).current == "aland"
        await driver.press("left", "f")
        assert "Army of Aland" not in driver.pane("actors")
        await driver.press("g", "right")
        assert "Army of" in driver.pane("lanes"), "at once"
        await driver.press("slash")
        await driver.type("island")
        assert "Army of" not in driver.pane("lanes")
        assert "United" in driver.pane("lanes")


async def test_space_goes_through_the_filter_of_the_lane(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("2", "g", "space")
        assert str(driver.screen.view.filter) == "actor:aland"
        assert "[+]" in lane(driver, "Aland")
        assert lanes(driver).current == "aland"
        await driver.press("space")
        assert str(driver.screen.view.filter) == "-actor:aland"
        await driver.press("space")
        assert not driver.screen.view.filter


async def test_the_axis_is_that_of_the_strip_at_any_zoom(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("2")
        for key in ("plus", "plus", "plus", "minus", "minus", "minus", "minus", "minus", "minus", "minus", "0"):
            await driver.press(key)
            pane = lanes(driver)
            assert pane.shown is not None
            assert pane.shown.axis == driver.screen.strip.axis
            counts = driver.screen.strip.counts
            assert counts is not None
            assert sum(counts.conflict) >= 1
        for _ in range(60):
            await driver.press("minus")
        assert driver.app.is_running
        assert "Aland" in driver.pane("lanes")


async def test_every_width_is_drawn(small: Path) -> None:
    async with explorer(small, (120, 40)) as driver:
        await driver.press("2")
        for width in (20, 30, 40, 50, 60, 70, 90, 110, 170, 250):
            await driver.resize(width, 24)
            assert all(cell_width(line) <= width for line in driver.lines())
            assert "Lanes" in driver.pane("lanes")
            pane = lanes(driver)
            assert pane.shown is not None
            assert pane.shown.axis.bars * pane.shown.axis.cells <= pane.shares.axis


def test_lanes_are_imported_when_they_are_wanted() -> None:
    code = "import sys, iptui.tui.start; print([name for name in sys.modules if name.endswith(('lanes', 'laning'))])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
