"""The explorer driven by keys: panes, moving, selection, layout."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from iptui.tui.app import IptuiApp
from iptui.tui.reading import open_reading
from iptui.tui.view import View
from tui.driving import explorer

TIME_ORDER = [
    "no-justification",
    "aland-fires",
    "violation",
    "will-answer",
    "borland-recalls",
    "borland-shells",
    "dispute",
    "summit",
    "restraint",
]


async def test_three_panes_show_the_crisis(small: Path) -> None:
    async with explorer(small) as driver:
        assert driver.ids == TIME_ORDER
        title = driver.lines()[0]
        assert "Dorf, May 2021" in title
        assert "5 events · 4 statements" in title
        assert title.endswith("UTC")
        assert "Aland fires rockets at Dorf" in driver.pane("timeline")
        assert "Borland" in driver.pane("actors")
        assert driver.shown == driver.selected


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        (View(centre="ladder"), {"actors", "ladder", "detail"}),
        (View(centre="disagreements"), {"actors", "disagreements", "detail"}),
        (View(centre="lanes"), {"lanes", "detail"}),
        (View(maximised=True, pane="detail"), {"detail"}),
    ],
)
async def test_the_first_screen_is_that_of_any_view(small: Path, view: View, shown: set[str]) -> None:
    # As after a file was opened anew.
    app = IptuiApp(open_reading(small, ours=False)[0], view)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        panes = [*app.screen.query("#centre > *"), app.screen.query_one("#actors")]
        assert {pane.id for pane in panes if pane.display and pane.size} == shown
        assert app.focused is not None
        assert app.focused.id in shown


async def test_the_cursor_begins_with_the_crisis_and_not_with_its_background(small: Path) -> None:
    async with explorer(small) as driver:
        assert driver.selected == "aland-fires"


async def test_headings_say_how_far_a_date_is_known(small: Path) -> None:
    async with explorer(small) as driver:
        text = driver.pane("timeline")
        assert "── Mon 3 May 2021 ──" in text
        assert "┄┄ May 2021 · day unknown ┄┄" in text
        assert "┄┄ 4–6 May 2021 · within ┄┄" in text
        assert "┄┄ Jun 2021 · day unknown ┄┄" in text
        assert "· open ┄┄" in text
        assert "┄┄ Undated · the sources give no date ┄┄" in text


async def test_signs_tell_the_kinds_of_items_apart_without_colour(small: Path) -> None:
    async with explorer(small, (160, 40)) as driver:
        line_of = partial(driver.line, "timeline")
        assert "▲ Aland fires" in line_of("Aland fires")
        assert "⚖" in line_of("Aland fires")
        assert "❝ “a blatant [unprovoked] violation”" in line_of("blatant")
        assert "~" in line_of("blatant")
        assert "› A third state" in line_of("A third state")
        assert "◷" in line_of("A summit")
        assert "?" in line_of("Borland shells")
        assert "2 src" in line_of("Aland fires") or line_of("Aland fires").rstrip("│┃╎ ").endswith("2")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["j"], "violation"),
        (["down", "down"], "will-answer"),
        (["j", "j", "k"], "violation"),
        (["up"], "no-justification"),
        (["g"], "no-justification"),
        (["home"], "no-justification"),
        (["G"], "restraint"),
        (["end"], "restraint"),
        (["G", "j"], "restraint"),
        (["g", "k"], "no-justification"),
        (["right_square_bracket"], "violation"),
        (["right_square_bracket", "right_square_bracket"], "borland-recalls"),
        (["j", "j", "left_square_bracket"], "violation"),
        (["j", "left_square_bracket"], "aland-fires"),
        (["pagedown"], "restraint"),
        (["pagedown", "pageup"], "no-justification"),
    ],
)
async def test_keys_move_the_cursor_and_the_detail_follows(small: Path, keys: list[str], expected: str) -> None:
    async with explorer(small) as driver:
        await driver.press(*keys)
        assert driver.selected == expected
        assert driver.shown == expected


async def test_half_pages_and_ends_in_a_long_list(large: Path) -> None:
    async with explorer(large, (100, 30)) as driver:
        await driver.press("g")
        start = driver.screen.timeline.position
        await driver.press("ctrl+d")
        there = driver.screen.timeline.position
        assert start < there < driver.screen.timeline.rows
        await driver.press("ctrl+u")
        assert driver.screen.timeline.position == start
        await driver.press("G")
        assert driver.screen.timeline.position == 1999
        assert "2000 of 2000" in driver.pane("timeline")
        await driver.press("ctrl+u")
        await driver.press("ctrl+u")
        assert driver.screen.timeline.position < 1999


async def test_every_item_is_reached_by_down_and_none_twice(small: Path) -> None:
    async with explorer(small, (80, 24)) as driver:
        await driver.press("g")
        seen = [driver.selected]
        for _ in range(len(TIME_ORDER) - 1):
            await driver.press("j")
            seen.append(driver.selected)
        assert seen == TIME_ORDER


async def test_the_cursor_is_always_in_view(large: Path) -> None:
    async with explorer(large, (80, 24)) as driver:
        for keys in (["g"], ["pagedown"] * 3, ["k"] * 9, ["G"], ["pageup"] * 2, ["left_square_bracket"] * 5):
            await driver.press(*keys)
            timeline = driver.screen.timeline
            assert timeline.top <= timeline.cursor < timeline.top + timeline.rows
            assert "▸" in driver.pane("timeline")


async def test_panes_by_keys_and_the_footer_follows(small: Path) -> None:
    async with explorer(small) as driver:
        assert driver.focused == "timeline"
        await driver.press("l")
        assert driver.focused == "detail"
        assert "follow" in driver.pane("footer")
        await driver.press("h", "h")
        assert driver.focused == "actors"
        assert "find actor" in driver.pane("footer")
        await driver.press("h")
        assert driver.focused == "actors"
        await driver.press("tab")
        assert driver.focused == "timeline"
        await driver.press("shift+tab", "shift+tab")
        assert driver.focused == "detail"
        await driver.press("escape")
        assert driver.focused == "timeline"


@pytest.mark.parametrize("pane", ["timeline", "actors", "detail"])
@pytest.mark.parametrize("width", [60, 80, 120])
async def test_the_footer_has_at_most_seven_keys_and_always_help_and_quit(small: Path, pane: str, width: int) -> None:
    from iptui.tui.keys import footer

    pairs = footer(pane, width)
    assert len(pairs) <= 7
    assert [label for _, label in pairs[-2:]] == ["help", "quit"]
    assert sum(len(key) + len(label) + 3 for key, label in pairs) <= width


async def test_selection_survives_resize_and_theme(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("j", "j")
        for size in ((60, 20), (80, 24), (200, 50), (120, 40)):
            await driver.resize(*size)
            assert driver.selected == "will-answer"
            assert "▸" in driver.pane("timeline")
        for _ in range(4):
            await driver.press("ctrl+t")
            assert driver.selected == "will-answer"
        assert driver.app.theme == "iptui-dark"


async def test_narrow_stacks_the_panes_and_shows_the_actors_on_demand(small: Path) -> None:
    async with explorer(small, (60, 24)) as driver:
        assert not driver.displayed("actors")
        timeline, detail = driver.screen.timeline.region, driver.screen.detail.region
        assert timeline.width == detail.width == 60
        assert timeline.bottom == detail.y
        await driver.press("f")
        assert driver.displayed("actors")
        assert driver.focused == "actors"
        await driver.press("space")
        assert driver.screen.view.filter
        await driver.press("f")
        assert not driver.displayed("actors")
        assert driver.focused == "timeline"
        await driver.press("tab", "tab")
        assert not driver.displayed("actors")


async def test_medium_stacks_beside_the_actors_and_wide_sets_side_by_side(small: Path) -> None:
    async with explorer(small, (80, 24)) as driver:
        actors, timeline, detail = (
            driver.screen.query_one(f"#{pane}").region for pane in ("actors", "timeline", "detail")
        )
        assert actors.right == timeline.x == detail.x
        assert timeline.bottom == detail.y
        await driver.resize(120, 40)
        actors, timeline, detail = (
            driver.screen.query_one(f"#{pane}").region for pane in ("actors", "timeline", "detail")
        )
        assert actors.right == timeline.x
        assert timeline.right == detail.x
        assert actors.height == timeline.height == detail.height


async def test_maximise_and_back(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("j", "z")
        assert driver.screen.timeline.region.width == 120
        assert not driver.displayed("actors")
        assert not driver.displayed("detail")
        await driver.press("l")
        assert driver.screen.detail.region.width == 120
        await driver.press("escape")
        assert driver.displayed("actors")
        assert driver.displayed("timeline")
        assert driver.selected == "violation"


@pytest.mark.parametrize("size", [(20, 5), (30, 8), (1, 1), (3, 40), (240, 3)])
async def test_absurd_sizes_do_no_harm(small: Path, size: tuple[int, int]) -> None:
    async with explorer(small, size) as driver:
        await driver.press("j", "tab", "j", "tab", "space", "slash", "a", "escape", "question_mark", "escape")
        await driver.resize(120, 40)
        assert "Timeline" in driver.text()


async def test_mouse_selects_scrolls_and_drags(large: Path) -> None:
    async with explorer(large, (120, 40)) as driver:
        await driver.press("g")
        timeline = driver.screen.timeline
        await driver.pilot.click("#timeline", offset=(10, 4))
        await driver.pilot.pause()
        assert timeline.position == driver.screen.pages.at(3)[0]
        before = timeline.position
        await driver.pilot._post_mouse_events([_scroll_down()], "#timeline", (10, 4))
        await driver.pilot.pause()
        assert timeline.top == 3
        assert timeline.position == before
        bar = timeline.size.width - 1
        await driver.pilot.mouse_down("#timeline", offset=(bar, timeline.rows))
        await driver.pilot.pause()
        assert timeline.top == timeline.line_count() - timeline.rows
        await driver.pilot.mouse_up("#timeline", offset=(bar, timeline.rows))
        await driver.pilot.click("#timeline", offset=(bar, 1))
        await driver.pilot.pause()
        assert timeline.top == 0


def _scroll_down() -> type:
    from textual.events import MouseScrollDown

    return MouseScrollDown


async def test_a_second_click_reads_the_item(small: Path) -> None:
    async with explorer(small) as driver:
        y = driver.screen.timeline.cursor - driver.screen.timeline.top + 1
        await driver.pilot.click("#timeline", offset=(10, y))
        await driver.pilot.pause()
        assert driver.focused == "detail"


async def test_quit(small: Path) -> None:
    async with explorer(small) as driver:
        await driver.press("q")
    assert driver.app.return_code == 0
